"""What waits for a member of staff, and the mail that tells it once a day."""
