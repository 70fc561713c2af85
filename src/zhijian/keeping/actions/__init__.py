"""Every write on people's registers that is more than a row's fields."""
