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
  d$entry <- d[[paste0(id, "_entry")]]
  d[!is.na(d$time) & !is.na(d$event) & !is.na(d$arm), ]
}
# Patients in the denominator of a proportion; a blank counts as the protocol says.
denominator <- function(id) {
  f <- d[d[[paste0(id, "_counted")]] == 1 & !is.na(d$arm), ]
  f$answer <- f[[paste0(id, "_success")]]
  f
}
counted <- function(id, blank = BLANK[[id]]) {
  f <- denominator(id)
  f$success <- if (blank == "failure") ifelse(is.na(f$answer), 0, f$answer) else f$answer
  f[!is.na(f$success), ]
}
pair <- function(f, reference, arm) {
  f <- f[f$arm %in% c(reference, arm), ]
  f$arm <- factor(f$arm, levels = c(reference, arm))
  f
}
# Those whose columns are known; a code that all of them share is no factor to R's models.
complete <- function(f, columns) {
  f <- f[complete.cases(f[, columns, drop = FALSE]), ]
  for (name in columns) if (length(unique(f[[name]])) == 1 && is.factor(f[[name]])) f[[name]] <- 0
  f
}
by_arm <- function(f, fit) lapply(split(f, f$arm, drop = TRUE), fit)
median_of <- function(fit) unlist(quantile(fit, 0.5)[c("quantile", "lower", "upper")])
# Where a curve is still 1 there are no log-log limits; before the first time R prints 1 for them.
at <- function(fit, time) {
  if (is.null(fit)) return(list(surv = NA, lower = NA, upper = NA, n.risk = 0))  # nobody
  s <- summary(fit, times = time, extend = TRUE)
  if (is.null(s$pstate)) s$lower[s$surv == 1] <- s$upper[s$surv == 1] <- NA
  s
}
rmst_of <- function(fit, tau) {
  if (min(fit$time) > tau) return(c(tau, NA, NA, 0))
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
incidence <- function(fit, time, of) at(fit, time)$pstate[1, which(fit$states == of)]
# The risk of the event by a time, causes competing, with log-log limits; and a proportion likewise.
risk <- function(g, time) {
  what <- factor(g$event, 0:2, c("none", "event", "other"))
  fit <- survfit(Surv(time, what) ~ 1, data.frame(time = g$time, what), conf.type = "log-log")
  s <- at(fit, time); k <- which(fit$states == "event")
  c(s$pstate[1, k], s$lower[1, k], s$upper[1, k], s$std.err[1, k])
}
proportion_of <- function(g) {
  n <- c(sum(g$success), nrow(g)); p <- n[1] / n[2]
  c(p, exact(n), sqrt(p * (1 - p) / n[2]))
}
# Shares from elsewhere times the numbers within the levels; columns are levels.
mixed <- function(parts, shares) {
  p <- sum(shares * parts[1, ]); se <- sqrt(sum((shares * parts[4, ])^2))
  c(p, p^exp(c(1, -1) * qnorm(0.975) * se / (-p * log(p))))
}
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
# The conditional odds ratio with exact limits; fisher.test stops its search at three digits.
conditional_odds <- function(one, two) {
  m <- one[1] + two[1]; s <- max(0, m - two[2]):min(one[2], m)
  chance <- function(log_odds) {
    w <- lchoose(one[2], s) + lchoose(two[2], m - s) + s * log_odds; w <- exp(w - max(w))
    w / sum(w)
  }
  root <- function(f) exp(uniroot(f, c(-30, 30), tol = 1e-14)$root)
  first <- one[1] == min(s); last <- one[1] == max(s)
  c(if (first) 0 else if (last) Inf else root(function(b) sum(s * chance(b)) - one[1]),
    if (first) 0 else root(function(b) sum(chance(b)[s >= one[1]]) - 0.025),
    if (last) Inf else root(function(b) sum(chance(b)[s <= one[1]]) - 0.025),
    exact_odds(one, two)$p.value)
}
# Limits of a Cox model's only coefficient where the likelihood falls by half of chi-square.
profiled <- function(fit, g) {
  x <- as.numeric(g$arm == levels(g$arm)[2])
  top <- fit$loglik[2]
  fall <- function(b) {
    g$shift <- b * x
    2 * (top - coxph(update(formula(fit), . ~ offset(shift)), g, ties = "efron")$loglik[1])
  }
  b <- unname(coef(fit)[1]); s <- sqrt(vcov(fit)[1, 1])
  end <- function(low, high) {
    uniroot(function(b) fall(b) - qchisq(0.95, 1), c(low, high), tol = 1e-12)$root
  }
  c(exp(c(b, end(b - 5 * s, b), end(b, b + 5 * s))), pchisq(fall(0), 1, lower.tail = FALSE))
}
nested <- function(one, two) {
  chi <- 2 * (two$loglik[2] - one$loglik[2])
  df <- sum(!is.na(coef(two))) - sum(!is.na(coef(one)))
  c(chi, pchisq(chi, df, lower.tail = FALSE))
}
# One interval of time: who is there at its start, up to its end.
piece <- function(g, start, end) {
  g <- g[g$time > start | start == 0, ]
  g$event <- as.integer(g$event == 1 & g$time <= end)
  g$time <- pmin(g$time, end)
  g
}
# The weighted log-rank test of Fleming and Harrington: above 0 where the second arm has more events.
harrington <- function(g, rho, gamma) {
  t <- sort(unique(g$time[g$event == 1])); z <- g$arm == levels(g$arm)[2]
  n <- sapply(t, function(s) sum(g$time >= s))
  m <- sapply(t, function(s) sum(g$time >= s & z))
  d <- sapply(t, function(s) sum(g$time == s & g$event == 1))
  o <- sapply(t, function(s) sum(g$time == s & g$event == 1 & z))
  s <- c(1, cumprod(1 - d / n))[seq_along(t)]
  w <- s^rho * (1 - s)^gamma
  sum(w * (o - d * m / n)) / sqrt(sum(w^2 * d * m / n * (1 - m / n) * (n - d) / pmax(n - 1, 1)))
}
# A weighted share and the error of its weighted mean.
share <- function(g, arm) {
  g <- g[g$arm == arm, ]
  p <- sum(g$w * g$success) / sum(g$w)
  c(p, NA, NA, sqrt(sum((g$w * (g$success - p) / sum(g$w))^2)))
}
quotient <- function(one, two) {
  wald(log(one[1] / two[1]), sqrt((one[4] / one[1])^2 + (two[4] / two[1])^2))
}
# Everybody as if in one arm, by a model.
world <- function(g, arm) { g$arm <- factor(arm, levels = levels(g$arm)); g }
world_share <- function(fit, g, arm) mean(predict(fit, world(g, arm), type = "response"))
world_at <- function(fit, g, arm, time) {
  mean(summary(survfit(fit, world(g, arm), se.fit = FALSE), times = time, extend = TRUE)$surv)
}
world_mean <- function(fit, g, arm, tau) {
  s <- survfit(fit, world(g, arm), se.fit = FALSE)
  t <- s$time[s$time < tau]; v <- rowMeans(s$surv)[s$time < tau]
  sum(diff(c(0, t, tau)) * c(1, v))
}
woolf <- function(one, two) {
  n <- c(one[1], one[2] - one[1], two[1], two[2] - two[1]); odds <- n[1] * n[4] / (n[2] * n[3])
  c(odds, odds * exp(c(-1, 1) * qnorm(0.975) * sqrt(sum(1 / n))), exact_odds(one, two)$p.value)
}
# Score limits of a difference, after Miettinen and Nurminen.
score_gap <- function(one, two) {
  x <- c(one[1], two[1]); n <- c(one[2], two[2]); gap <- x[1] / n[1] - x[2] / n[2]
  z <- function(d) {
    low <- max(0, -d) + 1e-12; high <- min(1, 1 - d) - 1e-12
    slope <- function(q) {
      p <- q + d
      x[1] / p - (n[1] - x[1]) / (1 - p) + x[2] / q - (n[2] - x[2]) / (1 - q)
    }
    q <- if (slope(low) <= 0) low else if (slope(high) >= 0) high else
      uniroot(slope, c(low, high), tol = 1e-15)$root
    p <- q + d
    (gap - d) / sqrt((p * (1 - p) / n[1] + q * (1 - q) / n[2]) * sum(n) / (sum(n) - 1))
  }
  end <- function(low, high, at) uniroot(function(d) z(d) - at, c(low, high), tol = 1e-13)$root
  c(gap, end(-1 + 1e-9, gap - 1e-9, qnorm(0.975)), end(gap + 1e-9, 1 - 1e-9, -qnorm(0.975)),
    2 * pnorm(-abs(z(0))))
}
# Tables of the strata in which both arms are, and what Mantel and Haenszel make of them.
tables <- function(g, stratum) {
  z <- g$arm == levels(g$arm)[2]
  n <- data.frame(x1 = tapply(g$success * z, stratum, sum), n1 = tapply(z, stratum, sum),
                  x0 = tapply(g$success * !z, stratum, sum), n0 = tapply(!z, stratum, sum))
  n <- n[n$n1 > 0 & n$n0 > 0, ]
  n$n <- n$n1 + n$n0
  n
}
sato <- function(n) with(n, {
  w <- n1 * n0 / n; gap <- sum(w * (x1 / n1 - x0 / n0)) / sum(w)
  p <- sum((n1^2 * x0 - n0^2 * x1 + n1 * n0 * (n0 - n1) / 2) / n^2)
  q <- sum((x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n))
  gap + c(0, -1, 1) * qnorm(0.975) * sqrt((gap * p + q) / sum(w)^2)
})
greenland <- function(n) with(n, {
  r <- sum(x1 * n0 / n); s <- sum(x0 * n1 / n)
  exp(log(r / s) + c(0, -1, 1) * qnorm(0.975) *
      sqrt(sum((n1 * n0 * (x1 + x0) - x1 * x0 * n) / n^2) / (r * s)))
})
robins <- function(n) with(n, {
  r <- x1 * (n0 - x0) / n; s <- x0 * (n1 - x1) / n; p <- (x1 + n0 - x0) / n; q <- 1 - p
  v <- sum(p * r) / (2 * sum(r)^2) + sum(p * s + q * r) / (2 * sum(r) * sum(s)) +
    sum(q * s) / (2 * sum(s)^2)
  exp(log(sum(r) / sum(s)) + c(0, -1, 1) * qnorm(0.975) * sqrt(v))
})
cochran <- function(n) with(n, {
  m <- x1 + x0
  sum(x1 - n1 * m / n)^2 / sum(n1 * n0 * m * (n - m) / (n^2 * (n - 1)))
})
# Standardized differences: of numbers, of two levels, of more (no sign).
# Weights move the difference, never the spread it is measured by.
smd <- function(one, two, v = rep(1, length(one)), w = rep(1, length(two))) {
  v <- v[!is.na(one)]; w <- w[!is.na(two)]; one <- one[!is.na(one)]; two <- two[!is.na(two)]
  if (is.numeric(one)) {
    gap <- weighted.mean(one, v) - weighted.mean(two, w)
    return(if (gap == 0) 0 else gap / sqrt((var(one) + var(two)) / 2))
  }
  shares <- function(x, w) as.vector(tapply(w, x, sum, default = 0)) / sum(w)
  gap <- shares(one, v) - shares(two, w)
  p <- as.vector(prop.table(table(one))); q <- as.vector(prop.table(table(two)))
  if (length(p) == 2) {
    spread <- sqrt((p[2] * p[1] + q[2] * q[1]) / 2)
    return(if (abs(gap[2]) < 1e-14) 0 else gap[2] / spread)
  }
  kept <- which(p > 0 | q > 0)[-1]; p <- p[kept]; q <- q[kept]; gap <- gap[kept]
  s <- (diag(p, length(p)) - outer(p, p) + diag(q, length(q)) - outer(q, q)) / 2
  sqrt(as.numeric(gap %*% solve(s, gap)))
}
smd_in <- function(g, column, level = NULL, w = rep(1, nrow(g))) {
  x <- g[[column]]; z <- g$arm == levels(g$arm)[2]
  if (!is.null(level)) x <- factor(x == level, c(FALSE, TRUE))
  smd(x[z], x[!z], w[z], w[!z])
}
# What randomization leaves on average: the mean of chi times the error.
expected_smd <- function(one, two) {
  one <- one[!is.na(one)]; two <- two[!is.na(two)]
  df <- if (is.numeric(one)) 1 else sum(table(one) + table(two) > 0) - 1
  sqrt(2) * exp(lgamma((df + 1) / 2) - lgamma(df / 2)) * sqrt(1 / length(one) + 1 / length(two))
}
# Counts of records, by what they are of.
counts <- list()
# How many of those in a denominator reached a rung, in an arm or in all.
reached <- function(reached, within, arm) {
  inside <- within & !is.na(d$arm) & (arm == "all" | d$arm == arm)
  c(sum(reached & inside), sum(inside))
}
at_risk <- function(fit, time) { n <- at(fit, time)$n.risk; if (is.matrix(n)) n[1, 1] else n }
# Follow-up before and after surgery; surgery on the day of the end comes half a day before it.
split_at_surgery <- function(f, days) {
  half <- 0.5 / days; s <- ifelse(is.na(f$surgery), Inf, f$surgery)
  s <- ifelse(abs(s - f$time) < half, f$time - half, ifelse(abs(s) < half, half, s))
  before <- s > 0; after <- s <= 0 | s < f$time; event <- as.integer(f$event == 1)
  rbind(data.frame(start = -1, stop = pmin(s, f$time), event = event * !after, exposed = 0)[before, ],
        data.frame(start = ifelse(s <= 0, -1, s), stop = f$time, event, exposed = 1)[after, ])
}
# glm's standard errors are those of the step before the last.
CLOSE <- list(epsilon = 1e-15, maxit = 99)
EXACT <- survreg.control(rel.tolerance = 1e-12, maxiter = 200)
# The area under a parametric curve.
area <- function(fit, tau) {
  t <- seq(0, tau, length.out = 2001)
  s <- 1 - psurvreg(t, coef(fit), fit$scale, fit$dist)
  sum(s[-1] + s[-2001]) / 2 * tau / 2000
}
common_risk <- function(hr) (1 - 0.5^sqrt(hr)) / (1 - 0.5^sqrt(1 / hr))
e_value <- function(rr) { rr <- max(rr, 1 / rr); rr + sqrt(rr * (rr - 1)) }
# The log-rank score and its ratio less what covariates predict of them, after Ye, Shao and Yi.
adjusted_score <- function(g, x, share) {
  z <- g$arm == levels(g$arm)[2]; e <- g$event == 1; t <- sort(unique(g$time[e]))
  y1 <- colSums(outer(g$time[z], t, ">=")); y0 <- colSums(outer(g$time[!z], t, ">="))
  d <- colSums(outer(g$time[e], t, "==")); d1 <- colSums(outer(g$time[e & z], t, "=="))
  last <- findInterval(g$time, t); j <- pmax(last, 1); x <- scale(as.matrix(x), scale = FALSE)
  taken <- function(r) {
    k <- r * y1 + y0; a <- c(0, cumsum(d * y0 / k^2)); b <- c(0, cumsum(d * y1 / k^2))
    part <- ifelse(z, e * (y0 / k)[j] - r * a[last + 1], e * (r * y1 / k)[j] - r * b[last + 1])
    slope <- function(s) {
      b <- coef(lm.fit(scale(x[s, , drop = FALSE], scale = FALSE), part[s]))
      ifelse(is.na(b), 0, b)
    }
    one <- slope(z); two <- slope(!z)
    c(sum(x[z, ] %*% one) - sum(x[!z, ] %*% two),
      share * (1 - share) * length(z) * var(drop(x %*% (one + two))), sum(ifelse(z, part, -part)))
  }
  root <- function(off) uniroot(function(b) {
    sum(d1 - d * exp(b) * y1 / (exp(b) * y1 + y0)) - off
  }, c(-20, 20), tol = 1e-14)$root
  n <- y1 + y0; off <- taken(1)
  v <- sum(d * (n - d) / pmax(n - 1, 1) * y1 * y0 / n^2)
  b <- root(0); r <- exp(b); i <- sum(d * r * y1 * y0 / (r * y1 + y0)^2); less <- taken(r)
  list(z = (off[3] - off[1]) / sqrt(v - off[2]), plain = wald(b, 1 / sqrt(i)),
       adjusted = wald(root(less[1]), sqrt(i - less[2]) / i))
}
# Says a number of the dashboard beside the same number of R.
check <- function(what, ours, r, within = 1e-6) {
  r <- suppressWarnings(as.numeric(r))[1]
  close <- isTRUE(abs(ours - r) <= within * max(1, abs(ours)))
  same <- close || (is.na(ours) && is.na(r)) || identical(ours, r) || (ours == Inf && is.na(r))
  cat(sprintf("%-9s %-72s %14.8g %14.8g\n", if (isTRUE(same)) "same" else "DIFFERENT", what, ours, r))
}
