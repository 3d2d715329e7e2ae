"""The screens of labels: what is printed, how it looks, where it goes."""
