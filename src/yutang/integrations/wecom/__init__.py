"""Client of the WeCom server API: contact ways, customers, tags, welcomes, mass messages, groups, Moments, transfers."""
