"""What is Vietnamese, whatever a ward keeps: names, births, numbers, days and hours, as they are written and sorted."""
