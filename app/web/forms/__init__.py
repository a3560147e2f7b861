"""Fields that several forms share, and the redisplay of invalid forms."""
