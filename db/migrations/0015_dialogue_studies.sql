ALTER TABLE `criteria` ADD `about` text DEFAULT 'response' NOT NULL;--> statement-breakpoint
ALTER TABLE `study_items` ADD `system_id` text REFERENCES systems(id);