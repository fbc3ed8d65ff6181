"""The weekly review on a screen: pages drawn on the server, with evidence one click away."""
