"""Whether a source delivers as it usually does, and what is said where it does not."""
