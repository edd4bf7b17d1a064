"""This term's aid: who is entitled and why, the list, its checks, its letters."""
