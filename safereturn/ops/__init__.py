"""What those who run the service type: the console command and what is behind it."""
