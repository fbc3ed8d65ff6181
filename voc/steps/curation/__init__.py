"""What people decide about themes and sentences."""
