CREATE TABLE `metric_rows` (
	`response_id` integer NOT NULL,
	`signature_id` integer NOT NULL,
	`statistics` blob,
	`reason` text,
	PRIMARY KEY(`response_id`, `signature_id`),
	FOREIGN KEY (`response_id`) REFERENCES `responses`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`signature_id`) REFERENCES `row_signatures`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `row_signatures` (
	`id` integer PRIMARY KEY NOT NULL,
	`signature` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `row_signatures_signature_unique` ON `row_signatures` (`signature`);