"""What each screen shows and does. A view is plain data and knows nothing of widgets."""
