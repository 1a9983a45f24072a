CREATE TABLE `contexts` (
	`id` integer PRIMARY KEY NOT NULL,
	`dataset_id` text NOT NULL,
	`dialogue_id` integer NOT NULL,
	`turn_index` integer NOT NULL,
	`occurrence` integer DEFAULT 0 NOT NULL,
	`history_hash` text NOT NULL,
	`history` text NOT NULL,
	`reference` text,
	`pending_import` text,
	FOREIGN KEY (`dataset_id`) REFERENCES `datasets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`dialogue_id`) REFERENCES `dialogues`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`pending_import`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contexts_by_history` ON `contexts` (`dialogue_id`,`turn_index`,`history_hash`,`occurrence`);--> statement-breakpoint
CREATE INDEX `contexts_by_dataset` ON `contexts` (`dataset_id`,`id`);--> statement-breakpoint
CREATE INDEX `contexts_pending` ON `contexts` (`pending_import`) WHERE "contexts"."pending_import" is not null;--> statement-breakpoint
CREATE TABLE `datasets` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`licence` text DEFAULT '' NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `datasets_name_unique` ON `datasets` (`name`);--> statement-breakpoint
CREATE TABLE `dialogues` (
	`id` integer PRIMARY KEY NOT NULL,
	`dataset_id` text NOT NULL,
	`conv_id` text NOT NULL,
	`split` text,
	`emotion` text,
	`situation` text,
	`turn_count` integer NOT NULL,
	`pending_import` text,
	FOREIGN KEY (`dataset_id`) REFERENCES `datasets`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`pending_import`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dialogues_by_conv_id` ON `dialogues` (`dataset_id`,`conv_id`);--> statement-breakpoint
CREATE INDEX `dialogues_by_emotion` ON `dialogues` (`dataset_id`,`emotion`);--> statement-breakpoint
CREATE INDEX `dialogues_by_split` ON `dialogues` (`dataset_id`,`split`);--> statement-breakpoint
CREATE INDEX `dialogues_pending` ON `dialogues` (`pending_import`) WHERE "dialogues"."pending_import" is not null;--> statement-breakpoint
CREATE TABLE `turns` (
	`dialogue_id` integer NOT NULL,
	`turn_index` integer NOT NULL,
	`speaker` text NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`dialogue_id`, `turn_index`),
	FOREIGN KEY (`dialogue_id`) REFERENCES `dialogues`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "turns_speaker" CHECK("turns"."speaker" in ('speaker', 'listener'))
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`file_name` text NOT NULL,
	`target` text NOT NULL,
	`status` text NOT NULL,
	`process_id` integer NOT NULL,
	`counts` text,
	`error` text,
	`created_at` text NOT NULL,
	`finished_at` text
);
--> statement-breakpoint
CREATE INDEX `imports_by_status` ON `imports` (`status`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`payload` text NOT NULL,
	`status` text NOT NULL,
	`progress` text NOT NULL,
	`result` text,
	`error` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`cancel_requested` integer DEFAULT false NOT NULL,
	`created_at` text NOT NULL,
	`started_at` text,
	`heartbeat_at` text,
	`finished_at` text
);
--> statement-breakpoint
CREATE INDEX `jobs_by_status` ON `jobs` (`status`,`created_at`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`secret_hash` text NOT NULL,
	`user_id` text,
	`study_id` text,
	`note` text DEFAULT '' NOT NULL,
	`max_uses` integer NOT NULL,
	`uses` integer DEFAULT 0 NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`revoked_at` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`study_id`) REFERENCES `studies`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_secretHash_unique` ON `invitations` (`secret_hash`);--> statement-breakpoint
CREATE INDEX `invitations_by_study` ON `invitations` (`study_id`);--> statement-breakpoint
CREATE TABLE `login_attempts` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`window_started_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `login_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `login_sessions_by_user` ON `login_sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`role` text NOT NULL,
	`login_name` text,
	`display_name` text NOT NULL,
	`password_hash` text,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_loginName_unique` ON `users` (`login_name`);--> statement-breakpoint
CREATE TABLE `assignments` (
	`id` text PRIMARY KEY NOT NULL,
	`study_id` text NOT NULL,
	`item_id` integer NOT NULL,
	`user_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`response_order` text NOT NULL,
	`status` text NOT NULL,
	`assigned_at` text NOT NULL,
	`lease_expires_at` text NOT NULL,
	`submitted_at` text,
	`skip_reason` text,
	`flagged` integer DEFAULT false NOT NULL,
	`comment` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`study_id`) REFERENCES `studies`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`item_id`) REFERENCES `study_items`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `assignments_once_an_item` ON `assignments` (`item_id`,`user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `assignments_by_sequence` ON `assignments` (`study_id`,`user_id`,`sequence`);--> statement-breakpoint
CREATE INDEX `assignments_active_by_lease` ON `assignments` (`study_id`,`lease_expires_at`) WHERE "assignments"."status" = 'active';--> statement-breakpoint
CREATE TABLE `context_flags` (
	`context_id` integer NOT NULL,
	`user_id` text NOT NULL,
	`flagged_at` text NOT NULL,
	PRIMARY KEY(`context_id`, `user_id`),
	FOREIGN KEY (`context_id`) REFERENCES `contexts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `criteria` (
	`id` text PRIMARY KEY NOT NULL,
	`study_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`label` text NOT NULL,
	`question` text NOT NULL,
	`minimum` real NOT NULL,
	`maximum` real NOT NULL,
	`anchors` text NOT NULL,
	FOREIGN KEY (`study_id`) REFERENCES `studies`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `criteria_by_name` ON `criteria` (`study_id`,`name`);--> statement-breakpoint
CREATE TABLE `item_responses` (
	`item_id` integer NOT NULL,
	`response_id` integer NOT NULL,
	PRIMARY KEY(`item_id`, `response_id`),
	FOREIGN KEY (`item_id`) REFERENCES `study_items`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`response_id`) REFERENCES `responses`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `rating_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`assignment_id` text NOT NULL,
	`response_id` integer NOT NULL,
	`criterion_id` text NOT NULL,
	`value` real NOT NULL,
	`client_id` text NOT NULL,
	`client_sequence` integer NOT NULL,
	`at` text NOT NULL,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rating_events_once_a_click` ON `rating_events` (`client_id`,`client_sequence`);--> statement-breakpoint
CREATE INDEX `rating_events_by_cell` ON `rating_events` (`assignment_id`,`response_id`,`criterion_id`);--> statement-breakpoint
CREATE TABLE `ratings` (
	`id` integer PRIMARY KEY NOT NULL,
	`study_id` text NOT NULL,
	`assignment_id` text NOT NULL,
	`response_id` integer NOT NULL,
	`criterion_id` text NOT NULL,
	`value` real NOT NULL,
	`position` integer,
	`first_rated_at` text,
	`last_rated_at` text,
	`pending_import` text,
	FOREIGN KEY (`study_id`) REFERENCES `studies`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`response_id`) REFERENCES `responses`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`criterion_id`) REFERENCES `criteria`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`pending_import`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ratings_pending` ON `ratings` (`pending_import`) WHERE "ratings"."pending_import" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `ratings_one_a_cell` ON `ratings` (`assignment_id`,`response_id`,`criterion_id`);--> statement-breakpoint
CREATE INDEX `ratings_by_study` ON `ratings` (`study_id`,`id`);--> statement-breakpoint
CREATE TABLE `studies` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`dataset_id` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`definition` text NOT NULL,
	`seed` integer NOT NULL,
	`ratings_per_item` integer NOT NULL,
	`lease_minutes` integer NOT NULL,
	`created_at` text NOT NULL,
	`opened_at` text,
	`closed_at` text,
	`pending_import` text,
	FOREIGN KEY (`dataset_id`) REFERENCES `datasets`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`pending_import`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `studies_name_unique` ON `studies` (`name`);--> statement-breakpoint
CREATE TABLE `study_annotators` (
	`study_id` text NOT NULL,
	`user_id` text NOT NULL,
	`pseudonym` text NOT NULL,
	`ordinal` integer NOT NULL,
	`joined_at` text NOT NULL,
	`consented_at` text,
	PRIMARY KEY(`study_id`, `user_id`),
	FOREIGN KEY (`study_id`) REFERENCES `studies`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `study_annotators_by_pseudonym` ON `study_annotators` (`study_id`,`pseudonym`);--> statement-breakpoint
CREATE UNIQUE INDEX `study_annotators_by_ordinal` ON `study_annotators` (`study_id`,`ordinal`);--> statement-breakpoint
CREATE TABLE `study_items` (
	`id` integer PRIMARY KEY NOT NULL,
	`study_id` text NOT NULL,
	`context_id` integer NOT NULL,
	`position` integer NOT NULL,
	`label` text NOT NULL,
	`wanted` integer NOT NULL,
	`taken` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`study_id`) REFERENCES `studies`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`context_id`) REFERENCES `contexts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "study_items_never_over_assigned" CHECK("study_items"."taken" >= 0 and "study_items"."taken" <= "study_items"."wanted")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `study_items_by_label` ON `study_items` (`study_id`,`label`);--> statement-breakpoint
CREATE INDEX `study_items_next` ON `study_items` (`study_id`,`taken`,`position`);--> statement-breakpoint
CREATE TABLE `study_systems` (
	`study_id` text NOT NULL,
	`system_id` text NOT NULL,
	`run_id` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`study_id`, `system_id`),
	FOREIGN KEY (`study_id`) REFERENCES `studies`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`system_id`) REFERENCES `systems`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `responses` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`context_id` integer NOT NULL,
	`text` text NOT NULL,
	`pending_import` text,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`context_id`) REFERENCES `contexts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`pending_import`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `responses_by_context` ON `responses` (`context_id`,`run_id`);--> statement-breakpoint
CREATE INDEX `responses_by_run` ON `responses` (`run_id`);--> statement-breakpoint
CREATE INDEX `responses_pending` ON `responses` (`pending_import`) WHERE "responses"."pending_import" is not null;--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`system_id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`label` text NOT NULL,
	`settings` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`system_id`) REFERENCES `systems`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`dataset_id`) REFERENCES `datasets`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_by_label` ON `runs` (`dataset_id`,`system_id`,`label`);--> statement-breakpoint
CREATE INDEX `runs_by_system` ON `runs` (`system_id`);--> statement-breakpoint
CREATE TABLE `scores` (
	`id` integer PRIMARY KEY NOT NULL,
	`response_id` integer NOT NULL,
	`metric` text NOT NULL,
	`signature` text NOT NULL,
	`value` real,
	`reason` text,
	FOREIGN KEY (`response_id`) REFERENCES `responses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `scores_by_response` ON `scores` (`response_id`,`metric`,`signature`);--> statement-breakpoint
CREATE TABLE `systems` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `systems_name_unique` ON `systems` (`name`);