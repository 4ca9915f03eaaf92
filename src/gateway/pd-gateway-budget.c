/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-budget.h"

#define CHINA_OFFSET (8 * G_TIME_SPAN_HOUR)
#define MOST_RESERVED 16 /* turns ahead of now: what is later was written while the clock was wrong */
#define LONGEST_WINDOW (40 * G_TIME_SPAN_DAY) /* nothing older is counted by anybody */

/* The last midnight in China. */
static gint64
day_start (gint64 now)
{
  gint64 local = now + CHINA_OFFSET;
  gint64 past = local % G_TIME_SPAN_DAY;

  return now - (past < 0 ? past + G_TIME_SPAN_DAY : past);
}

/* What was taken after @since; what is dated after now, too: a clock that was set back gives nothing away. */
static gint64
count (PdGatewayBook *book, const char *name, gint64 since)
{
  sqlite3_stmt *statement =
      pd_gateway_book_query (book, "SELECT count (*) FROM taken WHERE name = ? AND at > ?", "ti", name,
                             since);
  gint64 n = statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0)
                                                                         : G_MAXINT64;

  sqlite3_finalize (statement);
  return n;
}

/* When the one was taken that is @back before the last; @otherwise when there are not so many. */
static gint64
taken_at (PdGatewayBook *book, const char *name, guint back, gint64 otherwise)
{
  sqlite3_stmt *statement =
      pd_gateway_book_query (book, "SELECT at FROM taken WHERE name = ? ORDER BY at DESC LIMIT 1 OFFSET ?",
                             "ti", name, (gint64) back);
  gint64 at = statement != NULL && sqlite3_step (statement) == SQLITE_ROW
                  ? sqlite3_column_int64 (statement, 0)
                  : otherwise;

  sqlite3_finalize (statement);
  return at;
}

static gint64
window_start (const PdGatewayBudget *budget, gint64 now)
{
  return budget->window == PD_GATEWAY_BUDGET_DAY ? day_start (now) - 1 : now - budget->window;
}

/* Microseconds until one more may be taken; never more than the limit itself, however the clock was set. */
static gint64
how_long (PdGatewayBook *book, const char *name, const PdGatewayBudget *budget, gint64 now)
{
  gint64 wait = 0;

  if (budget->apart > 0)
    {
      gint64 last = taken_at (book, name, 0, now - budget->apart);

      wait = CLAMP (last + budget->apart - now, 0, budget->apart);
    }
  if (budget->most == 0 || count (book, name, window_start (budget, now)) < budget->most)
    return wait;
  if (budget->window == PD_GATEWAY_BUDGET_DAY)
    return MAX (wait, day_start (now) + G_TIME_SPAN_DAY - now);

  gint64 oldest = taken_at (book, name, budget->most - 1, now);

  return MAX (wait, CLAMP (oldest + budget->window - now, 1, budget->window));
}

/**
 * pd_gateway_budget_take:
 * @book: where it is counted
 * @name: what is counted, e.g. "token", or with what it is counted for: "retry PD…"
 * @budget: the limit
 * @now: microseconds, UTC
 *
 * Counts one use, durably, before it is made; a process that dies between has used it up.
 *
 * Returns: 0: go on; more: how many microseconds to wait, nothing is counted; PD_GATEWAY_BUDGET_FAILED: the book could
 * not be written, so that nothing may be used
 */
gint64
pd_gateway_budget_take (PdGatewayBook *book, const char *name, const PdGatewayBudget *budget, gint64 now)
{
  gboolean begun = pd_gateway_book_begin (book);
  gint64 wait = begun ? how_long (book, name, budget, now) : PD_GATEWAY_BUDGET_FAILED;
  gboolean counted =
      wait == 0 && pd_gateway_book_run (book, "DELETE FROM taken WHERE at < ?", "i", now - LONGEST_WINDOW) &&
      pd_gateway_book_run (book, "INSERT INTO taken (name, at) VALUES (?, ?)", "ti", name, now);

  if (pd_gateway_book_end (book, counted))
    return 0;
  return wait != 0 ? wait : PD_GATEWAY_BUDGET_FAILED;
}

/**
 * pd_gateway_budget_peek:
 * @book: where it is counted
 * @name: what is counted
 * @budget: the limit
 * @now: microseconds, UTC
 *
 * What pd_gateway_budget_take() would answer, without counting.
 *
 * Returns: as pd_gateway_budget_take()
 */
gint64
pd_gateway_budget_peek (PdGatewayBook *book, const char *name, const PdGatewayBudget *budget, gint64 now)
{
  gint64 wait = pd_gateway_book_begin (book) ? how_long (book, name, budget, now) : PD_GATEWAY_BUDGET_FAILED;

  pd_gateway_book_end (book, FALSE);
  return wait;
}

/**
 * pd_gateway_budget_reserve:
 * @book: where it is counted
 * @name: what is counted
 * @apart: microseconds from one turn to the next
 * @now: microseconds, UTC
 *
 * Takes the next turn, durably, for whoever is going to wait for it; the turns of several are one after another.
 *
 * Returns: how many microseconds until it; PD_GATEWAY_BUDGET_FAILED: the book could not be written
 */
gint64
pd_gateway_budget_reserve (PdGatewayBook *book, const char *name, gint64 apart, gint64 now)
{
  gboolean begun = pd_gateway_book_begin (book);
  gint64 last = begun ? taken_at (book, name, 0, now - apart) : 0;
  gint64 turn = last - now > MOST_RESERVED * apart ? now : MAX (now, last + apart);
  gboolean counted =
      begun && pd_gateway_book_run (book, "DELETE FROM taken WHERE name = ?", "t", name) &&
      pd_gateway_book_run (book, "INSERT INTO taken (name, at) VALUES (?, ?)", "ti", name, turn);

  return pd_gateway_book_end (book, counted) ? turn - now : PD_GATEWAY_BUDGET_FAILED;
}

/**
 * pd_gateway_budget_give_back:
 * @book: where it is counted
 * @name: what is counted
 * @now: as it was given when it was taken
 *
 * Takes a use back that was certainly not made: not one byte of it left.
 */
void
pd_gateway_budget_give_back (PdGatewayBook *book, const char *name, gint64 now)
{
  gboolean done = pd_gateway_book_begin (book) &&
                  pd_gateway_book_run (book,
                                       "DELETE FROM taken WHERE id IN"
                                       " (SELECT max (id) FROM taken WHERE name = ? AND at = ?)",
                                       "ti", name, now);

  pd_gateway_book_end (book, done);
}

/**
 * pd_gateway_budget_count:
 * @book: where it is counted
 * @name: what is counted
 * @budget: the limit
 * @now: microseconds, UTC
 *
 * How many are used up of the window that ends now.
 *
 * Returns: the count; the limit itself when the book cannot be read
 */
guint
pd_gateway_budget_count (PdGatewayBook *book, const char *name, const PdGatewayBudget *budget, gint64 now)
{
  gboolean begun = pd_gateway_book_begin (book);
  gint64 used = begun ? count (book, name, window_start (budget, now)) : G_MAXINT64;

  pd_gateway_book_end (book, FALSE);
  return used == G_MAXINT64 ? budget->most : (guint) used;
}
