CREATE TABLE `response_details` (
	`response_id` integer PRIMARY KEY NOT NULL,
	`details` text NOT NULL,
	FOREIGN KEY (`response_id`) REFERENCES `responses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `systems` ADD `definition` text;