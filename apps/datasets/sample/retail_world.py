"""The world of the retail sample: stores, products, categories, and when people buy what."""

from __future__ import annotations

# city, country, region, latitude, longitude, share of all orders
STORES = (
    ("Hamburg", "Germany", "North", 53.55, 9.99, 5.2),
    ("Copenhagen", "Denmark", "North", 55.68, 12.57, 4.1),
    ("Stockholm", "Sweden", "North", 59.33, 18.07, 4.6),
    ("Oslo", "Norway", "North", 59.91, 10.75, 3.2),
    ("Helsinki", "Finland", "North", 60.17, 24.94, 2.6),
    ("London", "United Kingdom", "West", 51.51, -0.13, 8.6),
    ("Manchester", "United Kingdom", "West", 53.48, -2.24, 3.7),
    ("Paris", "France", "West", 48.86, 2.35, 7.9),
    ("Lyon", "France", "West", 45.76, 4.84, 2.9),
    ("Amsterdam", "Netherlands", "West", 52.37, 4.90, 4.8),
    ("Brussels", "Belgium", "West", 50.85, 4.35, 3.1),
    ("Dublin", "Ireland", "West", 53.35, -6.26, 2.4),
    ("Berlin", "Germany", "Central", 52.52, 13.41, 6.4),
    ("Munich", "Germany", "Central", 48.14, 11.58, 5.1),
    ("Vienna", "Austria", "Central", 48.21, 16.37, 4.2),
    ("Zurich", "Switzerland", "Central", 47.38, 8.54, 3.9),
    ("Prague", "Czechia", "Central", 50.08, 14.44, 3.0),
    ("Warsaw", "Poland", "Central", 52.23, 21.01, 3.8),
    ("Madrid", "Spain", "South", 40.42, -3.70, 5.6),
    ("Barcelona", "Spain", "South", 41.39, 2.17, 4.9),
    ("Lisbon", "Portugal", "South", 38.72, -9.14, 2.7),
    ("Milan", "Italy", "South", 45.46, 9.19, 5.0),
    ("Rome", "Italy", "South", 41.90, 12.50, 4.3),
    ("Athens", "Greece", "South", 37.98, 23.73, 2.2),
)

# category, share of orders, month of its peak, height of the peak (0 = even), margin, usual share of returns
CATEGORIES = (
    ("Electronics", 1.5, 12, 0.55, 0.18, 0.055),
    ("Footwear", 1.3, 9, 0.20, 0.46, 0.070),
    ("Clothing", 1.8, 10, 0.15, 0.52, 0.085),
    ("Garden", 0.9, 5, 0.85, 0.38, 0.025),
    ("Kitchen", 1.1, 12, 0.30, 0.40, 0.030),
    ("Sports", 1.0, 7, 0.40, 0.42, 0.045),
    ("Toys", 0.9, 12, 1.10, 0.44, 0.035),
    ("Beauty", 1.5, 2, 0.10, 0.58, 0.015),
)

# category: product, price in euros (the first are bought most)
PRODUCTS = {
    "Electronics": (
        ("Wireless earbuds", 59),
        ("Smart speaker", 79),
        ("E-reader", 119),
        ("Fitness watch", 149),
        ("Tablet 11 inch", 349),
        ("Noise-free headphones", 219),
    ),
    "Footwear": (("City sneaker", 79), ("Trail runner", 109), ("Leather boot", 149), ("Canvas slip-on", 45), ("Winter boot", 129)),
    "Clothing": (
        ("Organic T-shirt", 19),
        ("Slim jeans", 69),
        ("Rain jacket", 99),
        ("Wool sweater", 79),
        ("Linen shirt", 49),
        ("Down coat", 189),
    ),
    "Garden": (("Herb planter", 24), ("Folding chair", 39), ("Cordless mower", 279), ("Pruning set", 34), ("Kettle grill", 159)),
    "Kitchen": (("Chef's knife", 49), ("Cast-iron pan", 59), ("Coffee grinder", 89), ("Stand mixer", 299), ("Storage set", 29)),
    "Sports": (("Yoga mat", 29), ("Water bottle", 18), ("Dumbbell pair", 45), ("Road helmet", 69), ("Camping tent", 179)),
    "Toys": (("Building bricks", 39), ("Plush bear", 19), ("Board game", 34), ("Wooden train", 49), ("Science kit", 29)),
    "Beauty": (("Day cream", 24), ("Shampoo bar", 9), ("Sun lotion", 16), ("Eau de parfum", 64), ("Hand care set", 14)),
}

HOURS = (1, 1, 1, 1, 1, 2, 6, 14, 26, 42, 55, 62, 66, 58, 52, 54, 62, 74, 78, 66, 50, 32, 14, 4)
WEEKDAYS = (0.86, 0.84, 0.90, 0.97, 1.16, 1.42, 0.85)  # Monday first

# the events of the story, as days before the end (so that another end moves them too)
DECLINE_DAYS = 214  # the South begins to fall behind
RETURNS_DAYS = 306  # Footwear's new supplier
SALE_DAYS = 263  # the spring sale, for a week
