"""Who may come in, how often they may try, and for how long they stay."""
