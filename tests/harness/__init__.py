"""What tests are made with: fresh databases, temporary projects, golden files, stories."""
