"""营养改善计划: the meal ledgers of a school day, and the money behind them."""
