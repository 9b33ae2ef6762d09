library(survival)

# ---- the data, and the few functions the checks below are made of --------------------------------

prepared <- function(d) {
  d$arm <- factor(d$arm, levels = ARMS)
  for (name in names(CODED)) d[[name]] <- factor(as.character(d[[name]]), levels = CODED[[name]])
  d
}
# Patients for whom a timed endpoint is available, with its columns named time and event.
followed <- function(id) {
  d$time <- d[[paste0(id, "_time")]]
  d$event <- d[[paste0(id, "_event")]]
  d[!is.na(d$time) & !is.na(d$event) & !is.na(d$arm), ]
}
# Patients in the denominator of a proportion; a blank counts as the protocol says.
counted <- function(id) {
  f <- d[d[[paste0(id, "_counted")]] == 1 & !is.na(d$arm), ]
  f$answer <- f[[paste0(id, "_success")]]
  f$success <- if (BLANK[[id]] == "failure") ifelse(is.na(f$answer), 0, f$answer) else f$answer
  f[!is.na(f$success), ]
}
pair <- function(f, reference, arm) {
  f <- f[f$arm %in% c(reference, arm), ]
  f$arm <- factor(f$arm, levels = c(reference, arm))
  f
}
complete <- function(f, columns) f[complete.cases(f[, columns, drop = FALSE]), ]
by_arm <- function(f, fit) lapply(split(f, f$arm, drop = TRUE), fit)
median_of <- function(fit) unlist(quantile(fit, 0.5)[c("quantile", "lower", "upper")])
at <- function(fit, time) summary(fit, times = time, extend = TRUE)
rmst_of <- function(fit, tau) {
  table <- summary(fit, rmean = tau)$table
  value <- table[grep("^\\*?rmean", names(table))[1]]
  se <- table["se(rmean)"]
  c(value, value - qnorm(0.975) * se, value + qnorm(0.975) * se, se)
}
point_of <- function(fit, time) {
  s <- at(fit, time)
  c(s$surv, NA, NA, s$std.err)
}
difference <- function(one, two) {
  value <- one[1] - two[1]
  se <- sqrt(one[4]^2 + two[4]^2)
  c(value, value - qnorm(0.975) * se, value + qnorm(0.975) * se, 2 * pnorm(-abs(value / se)))
}
wald <- function(log_ratio, se) {
  unname(c(exp(log_ratio + c(0, -1, 1) * qnorm(0.975) * se), 2 * pnorm(-abs(log_ratio / se))))
}
first <- function(fit) wald(coef(fit)[1], sqrt(vcov(fit)[1, 1]))
incidence <- function(fit, time) at(fit, time)$pstate[1, which(fit$states == "event")]
tally <- function(f, arm) c(sum(f$success[f$arm == arm]), sum(f$arm == arm))
answered <- function(f, arm) tally(f[!is.na(f$answer), ], arm)
exact <- function(n) binom.test(n[1], n[2])$conf.int
wilson <- function(n) suppressWarnings(prop.test(n[1], n[2], correct = FALSE))$conf.int
newcombe <- function(one, two) {
  p <- one[1] / one[2]; q <- two[1] / two[2]; l <- wilson(one); m <- wilson(two)
  c(p - q, p - q - sqrt((p - l[1])^2 + (m[2] - q)^2), p - q + sqrt((l[2] - p)^2 + (q - m[1])^2))
}
exact_odds <- function(one, two) {
  fisher.test(matrix(c(one[1], one[2] - one[1], two[1], two[2] - two[1]), 2))
}
# Says a number of the dashboard beside the same number of R.
check <- function(what, ours, r, within = 1e-6) {
  r <- suppressWarnings(as.numeric(r))[1]
  close <- isTRUE(abs(ours - r) <= within * max(1, abs(ours)))
  same <- close || (is.na(ours) && is.na(r)) || identical(ours, r) || (ours == Inf && is.na(r))
  cat(sprintf("%-9s %-72s %14.8g %14.8g\n", if (isTRUE(same)) "same" else "DIFFERENT", what, ours, r))
}
