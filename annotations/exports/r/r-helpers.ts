/** What the script reckons with beside its packages; base R alone, so that each number can be followed. */
export const rHelpers = `
# A mean with its interval over items and raters: the variance of the items' sums plus that of the raters' less that
# of the cells', with t by Satterthwaite's degrees of freedom (Cameron, Gelbach & Miller 2011).
two_way <- function(d, of = d$value) {
  n <- length(of)
  rest <- of - mean(of)
  part <- function(cluster) {
    sums <- tapply(rest, as.character(cluster), sum)
    c(variance = length(sums) / (length(sums) - 1) * sum(sums^2) / n^2, count = length(sums))
  }
  items <- part(d$item)
  raters <- part(d$rater)
  cells <- part(paste(d$item, d$rater, sep = " | "))
  variance <- max(items[[1]] + raters[[1]] - cells[[1]], items[[1]], raters[[1]])
  parts <- items[[1]]^2 / (items[[2]] - 1) + raters[[1]]^2 / (raters[[2]] - 1)
  degrees <- max(1, variance^2 / parts)
  reach <- sqrt(variance) * qt((1 + level) / 2, degrees)
  c(mean = mean(of), low = mean(of) - reach, high = mean(of) + reach)
}

means_of <- function(d) t(sapply(split(d, d$system, drop = TRUE), two_way))

# Differences of systems in a mixed model, first less second, judged by t with the degrees of freedom of rater x system,
# or of item x system where those are fewer.
contrasts_of <- function(fit, d) {
  made <- as.data.frame(pairs(emmeans(fit, ~ system)))[, c("contrast", "estimate", "SE")]
  counts <- c(length(unique(d$item)), length(unique(d$rater)))
  made$df <- max(1, (min(counts[counts > 1]) - 1) * max(1, length(unique(d$system)) - 1))
  made$low <- made$estimate - qt((1 + level) / 2, made$df) * made$SE
  made$high <- made$estimate + qt((1 + level) / 2, made$df) * made$SE
  made$p <- 2 * pt(-abs(made$estimate / made$SE), made$df)
  made$adjusted <- p.adjust(made$p, adjustment)
  made
}

# Two systems' answers by the same rater on the same item; lead is the first less the second, better above 0.
compare <- function(d, first, second, kind, sign = 1) {
  columns <- c("item", "rater", "value")
  both <- merge(d[d$system == first, columns], d[d$system == second, columns], by = c("item", "rater"))
  if (kind == "choice") both <- both[!(both$value.x == 0 & both$value.y == 0), ]
  both$lead <- sign * (both$value.x - both$value.y)
  if (kind %in% c("choice", "ranking")) both$lead <- sign(both$lead)
  both
}

# Wilcoxon's signed-rank test, exact with ties up to 50 differences.
signed_rank <- function(leads) {
  leads <- leads[leads != 0]
  if (length(leads) == 0) return(NA)
  if (length(leads) > 50) return(wilcox.test(leads, exact = FALSE, correct = FALSE)$p.value)
  ranks <- rank(abs(leads))
  ways <- 1
  for (r in round(2 * ranks)) ways <- (c(ways, rep(0, r)) + c(rep(0, r), ways)) / 2
  at <- round(2 * sum(ranks[leads > 0])) + 1
  min(1, 2 * min(sum(ways[seq_len(at)]), sum(ways[at:length(ways)])))
}

sign_test <- function(leads) {
  leads <- leads[leads != 0]
  if (length(leads) == 0) NA else binom.test(sum(leads > 0), length(leads))$p.value
}

# Every pair of systems: wins, ties and losses of the first, dominance, and the test over items.
pairs_of <- function(d, kind, sign = 1) {
  pairs <- combn(systems, 2, simplify = FALSE)
  table <- do.call(rbind, lapply(pairs, function(pair) {
    both <- compare(d, pair[1], pair[2], kind, sign)
    if (nrow(both) == 0) return(NULL)
    leads <- tapply(both$lead, both$item, mean)
    dominance <- two_way(both, sign(both$lead))
    data.frame(
      first = pair[1], second = pair[2],
      wins = sum(both$lead > 0), ties = sum(both$lead == 0), losses = sum(both$lead < 0),
      dominance = dominance[[1]], low = dominance[[2]], high = dominance[[3]],
      p = if (kind %in% c("choice", "ranking")) sign_test(leads) else signed_rank(leads)
    )
  }))
  table$adjusted <- p.adjust(table$p, adjustment)
  table
}

# Log abilities by Davidson's model, without ties that of Bradley and Terry; their mean is 0.
strengths_of <- function(pairs) {
  pairs <- pairs[pairs$wins + pairs$ties + pairs$losses > 0, ]
  met <- systems[systems %in% c(pairs$first, pairs$second)]
  first <- match(pairs$first, met)
  second <- match(pairs$second, met)
  has_ties <- sum(pairs$ties) > 0
  negative <- function(theta) {
    ability <- c(0, theta[seq_len(length(met) - 1)])
    a <- exp(ability[first])
    b <- exp(ability[second])
    tie <- if (has_ties) exp(theta[length(met)]) * sqrt(a * b) else 0
    total <- a + b + tie
    ties <- if (has_ties) sum(pairs$ties * log(tie / total)) else 0
    -(sum(pairs$wins * log(a / total)) + sum(pairs$losses * log(b / total)) + ties)
  }
  start <- rep(0, length(met) - 1 + has_ties)
  fit <- optim(start, negative, method = "BFGS", control = list(reltol = 1e-12, maxit = 1000))
  ability <- c(0, fit$par[seq_len(length(met) - 1)])
  ability <- ability - mean(ability)
  data.frame(system = met, ability = ability, rank = rank(-ability, ties.method = "min"))
}

# Units in columns, raters in rows.
units_of <- function(d, kind) {
  if (kind != "choice") return(tapply(d$value, list(d$rater, paste(d$unit, d$system, sep = " | ")), mean))
  made <- do.call(rbind, lapply(split(d, paste(d$item, d$rater, sep = " | ")), function(one) {
    chosen <- one$system[one$value == 1]
    data.frame(
      rater = one$rater[1],
      unit = paste(one$item[1], paste(sort(one$system), collapse = " + "), sep = " | "),
      chosen = if (length(chosen) == 1) match(chosen, systems) else 0
    )
  }))
  tapply(made$chosen, list(made$rater, made$unit), mean)
}

# Krippendorff's alpha from the matrix of coincidences (Krippendorff 2011).
krippendorff <- function(units, level) {
  units <- units[, colSums(!is.na(units)) > 1, drop = FALSE]
  values <- sort(unique(units[!is.na(units)]))
  counts <- sapply(seq_len(ncol(units)), function(unit) tabulate(match(units[, unit], values), length(values)))
  counts <- matrix(counts, nrow = length(values))
  weights <- rep(1 / (colSums(counts) - 1), each = length(values))
  coincidences <- (counts * weights) %*% t(counts) - diag(rowSums(counts * weights), length(values))
  n <- rowSums(coincidences)
  places <- switch(level, nominal = values, interval = values, ordinal = cumsum(n) - n / 2)
  distances <- if (level == "nominal") 1 - diag(length(values)) else outer(places, places, "-")^2
  1 - (sum(n) - 1) * sum(coincidences * distances) / sum(outer(n, n) * distances)
}

# Of the pairs of raters of a unit the share that agree, over the units with two or more.
percent_agreement <- function(units) {
  shares <- apply(units, 2, function(values) {
    counts <- table(values)
    n <- sum(counts)
    if (n < 2) NA else sum(counts * (counts - 1)) / (n * (n - 1))
  })
  mean(shares, na.rm = TRUE)
}

centred <- function(values) values - mean(values)
`;
