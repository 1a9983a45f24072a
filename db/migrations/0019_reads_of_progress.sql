DROP INDEX `study_items_by_position`;--> statement-breakpoint
CREATE INDEX `study_items_by_position` ON `study_items` (`study_id`,`position`,`wanted`);--> statement-breakpoint
CREATE INDEX `assignments_by_standing` ON `assignments` (`study_id`,`user_id`,`role`,`status`,`flagged`,`assigned_at`,`submitted_at`);--> statement-breakpoint
CREATE INDEX `assignments_for_attention` ON `assignments` (`study_id`) WHERE "assignments"."flagged" or "assignments"."comment" <> '' or "assignments"."status" = 'skipped';