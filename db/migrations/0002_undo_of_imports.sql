ALTER TABLE `imports` ADD `made` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `item_responses_by_response` ON `item_responses` (`response_id`);--> statement-breakpoint
CREATE INDEX `ratings_by_response` ON `ratings` (`response_id`);--> statement-breakpoint
CREATE INDEX `study_items_by_context` ON `study_items` (`context_id`);