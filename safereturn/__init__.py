"""Safe Return: the shared record for children who go missing in England and Wales."""
