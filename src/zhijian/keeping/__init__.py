"""Who keeps the accounts and how: changes of staff, custody, operators, training, promises."""
