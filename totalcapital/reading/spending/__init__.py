"""What public bodies spend: from the rows of their lists to amounts, each of one body, service and year."""
