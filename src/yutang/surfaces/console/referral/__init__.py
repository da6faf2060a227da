"""Lists and pages of referral."""
