"""Rooms and money: inventory, holds, Checkout Sessions, conversion, expiry."""
