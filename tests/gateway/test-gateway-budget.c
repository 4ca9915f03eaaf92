/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/pd-gateway-budget.h"

#define NOON G_GINT64_CONSTANT (1798776000000000) /* 2027-01-01 12:00 in China */
#define SECOND G_TIME_SPAN_SECOND
#define HOUR G_TIME_SPAN_HOUR
#define DAY G_TIME_SPAN_DAY

typedef struct
{
  char *folder;
  char *path;
  PdGatewayBook *book;
} Test;

static void
open_book (Test *test)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&test->book, pd_gateway_book_unref);
  test->book = pd_gateway_book_open (test->path, &error);
  g_assert_no_error (error);
}

static void
set_up (Test *test, gconstpointer data)
{
  test->folder = g_dir_make_tmp ("piaodan-budget-XXXXXX", NULL);
  test->path = g_build_filename (test->folder, "provider.sqlite", NULL);
  open_book (test);
}

static void
tear_down (Test *test, gconstpointer data)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  pd_gateway_book_unref (test->book);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (test->path, endings[i], NULL);

      g_remove (path);
    }
  g_rmdir (test->folder);
  g_free (test->path);
  g_free (test->folder);
}

/* One row: at @after what a take has to answer. */
typedef struct
{
  gint64 after; /* microseconds after NOON */
  gint64 wait;
} Row;

static void
check (Test *test, const char *name, const PdGatewayBudget *budget, const Row *rows, guint n_rows)
{
  for (guint i = 0; i < n_rows; i++)
    {
      g_assert_cmpint (pd_gateway_budget_peek (test->book, name, budget, NOON + rows[i].after), ==,
                       rows[i].wait);
      g_assert_cmpint (pd_gateway_budget_take (test->book, name, budget, NOON + rows[i].after), ==,
                       rows[i].wait);
      open_book (test);
    }
}

static void
test_day (Test *test, gconstpointer data)
{
  static const PdGatewayBudget three_a_day = { 3, PD_GATEWAY_BUDGET_DAY, 60 * SECOND };
  static const Row rows[] = {
    { 0, 0 },
    { 0, 60 * SECOND },
    { 59 * SECOND, SECOND },
    { 60 * SECOND, 0 },
    { 119 * SECOND, SECOND },
    /* the last of the day, and then nothing until midnight in China */
    { HOUR, 0 },
    { HOUR + SECOND, 11 * HOUR - SECOND },
    { 12 * HOUR - 1, 1 },
    { 12 * HOUR, 0 },
    { 12 * HOUR + 10 * SECOND, 50 * SECOND },
    { 13 * HOUR, 0 },
    { 14 * HOUR, 0 },
    { 15 * HOUR, 21 * HOUR },
  };

  check (test, "code", &three_a_day, rows, G_N_ELEMENTS (rows));
  g_assert_cmpuint (pd_gateway_budget_count (test->book, "code", &three_a_day, NOON + 15 * HOUR), ==, 3);
}

static void
test_rolling (Test *test, gconstpointer data)
{
  static const PdGatewayBudget two_in_thirty = { 2, 30 * DAY, 0 };
  static const Row rows[] = {
    { 0, 0 },
    { DAY, 0 },
    { 2 * DAY, 28 * DAY },
    { 30 * DAY - 1, 1 },
    { 30 * DAY, 0 },
    { 30 * DAY + 1, DAY - 1 },
    { 31 * DAY, 0 },
  };

  check (test, "token", &two_in_thirty, rows, G_N_ELEMENTS (rows));
}

/* Names are counted each for itself; what did not leave is given back, once. */
static void
test_give_back (Test *test, gconstpointer data)
{
  static const PdGatewayBudget one = { 1, PD_GATEWAY_BUDGET_DAY, 0 };

  g_assert_cmpint (pd_gateway_budget_take (test->book, "retry a", &one, NOON), ==, 0);
  g_assert_cmpint (pd_gateway_budget_take (test->book, "retry b", &one, NOON), ==, 0);
  g_assert_cmpint (pd_gateway_budget_take (test->book, "retry a", &one, NOON), ==, 12 * HOUR);
  pd_gateway_budget_give_back (test->book, "retry a", NOON);
  pd_gateway_budget_give_back (test->book, "retry a", NOON);
  g_assert_cmpint (pd_gateway_budget_take (test->book, "retry a", &one, NOON), ==, 0);
  g_assert_cmpint (pd_gateway_budget_take (test->book, "retry b", &one, NOON), ==, 12 * HOUR);
}

/* A clock that is set back gives nothing away, and holds nobody up for longer than the limit itself. */
static void
test_clock (Test *test, gconstpointer data)
{
  static const PdGatewayBudget one = { 1, DAY, 60 * SECOND };
  static const PdGatewayBudget apart = { 0, 0, 60 * SECOND };

  g_assert_cmpint (pd_gateway_budget_take (test->book, "x", &one, NOON), ==, 0);
  g_assert_cmpint (pd_gateway_budget_take (test->book, "x", &one, NOON - 400 * DAY), ==, DAY);
  g_assert_cmpint (pd_gateway_budget_take (test->book, "x", &one, NOON + DAY), ==, 0);
  g_assert_cmpint (pd_gateway_budget_take (test->book, "y", &apart, NOON), ==, 0);
  g_assert_cmpint (pd_gateway_budget_take (test->book, "y", &apart, NOON - DAY), ==, 60 * SECOND);
}

/* What was taken stays taken, however the process ends. */
static void
test_kill (Test *test, gconstpointer data)
{
  static const PdGatewayBudget five = { 5, PD_GATEWAY_BUDGET_DAY, 0 };

  for (guint i = 0; i < 5; i++)
    {
      pid_t child;
      int status = 0;

      g_clear_pointer (&test->book, pd_gateway_book_unref);
      child = fork ();
      if (child == 0)
        {
          g_autoptr (PdGatewayBook) book = pd_gateway_book_open (test->path, NULL);

          if (pd_gateway_budget_take (book, "verify", &five, NOON) == 0)
            kill (getpid (), SIGKILL);
          _exit (1);
        }
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));
      open_book (test);
    }
  g_assert_cmpint (pd_gateway_budget_take (test->book, "verify", &five, NOON), ==, 12 * HOUR);
}

static void
test_values (Test *test, gconstpointer data)
{
  g_autoptr (GBytes) first = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) second = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) found = NULL;
  g_autoptr (GBytes) again = NULL;
  GStatBuf status;

  g_assert_null (pd_gateway_book_recall (test->book, "token"));
  g_assert_true (pd_gateway_book_keep (test->book, "token", first));
  open_book (test);
  found = pd_gateway_book_recall (test->book, "token");
  g_assert_true (g_bytes_equal (found, first));
  g_assert_true (pd_gateway_book_keep (test->book, "token", second));
  again = pd_gateway_book_recall (test->book, "token");
  g_assert_cmpuint (g_bytes_get_size (again), ==, 0);
  g_assert_true (pd_gateway_book_forget (test->book, "token"));
  g_assert_null (pd_gateway_book_recall (test->book, "token"));
  g_assert_cmpint (g_stat (test->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

typedef struct
{
  PdGatewayBook *book;
  int allowed;
} Shared;

static gpointer
take_cb (gpointer data)
{
  static const PdGatewayBudget twenty = { 20, PD_GATEWAY_BUDGET_DAY, 0 };
  Shared *shared = data;

  for (guint i = 0; i < 10; i++)
    if (pd_gateway_budget_take (shared->book, "many", &twenty, NOON) == 0)
      g_atomic_int_inc (&shared->allowed);
  return NULL;
}

static void
test_threads (Test *test, gconstpointer data)
{
  Shared shared = { test->book, 0 };
  GThread *threads[6];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("take", take_cb, &shared);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (shared.allowed, ==, 20);
}

/* Turns are one after another, for whoever asks, after a restart too; a clock that was set back keeps nobody waiting long. */
static void
test_turns (Test *test, gconstpointer data)
{
  g_assert_cmpint (pd_gateway_budget_reserve (test->book, "turn", 6 * SECOND, NOON), ==, 0);
  g_assert_cmpint (pd_gateway_budget_reserve (test->book, "turn", 6 * SECOND, NOON + SECOND), ==, 5 * SECOND);
  g_assert_cmpint (pd_gateway_budget_reserve (test->book, "other", 6 * SECOND, NOON + SECOND), ==, 0);
  open_book (test);
  g_assert_cmpint (pd_gateway_budget_reserve (test->book, "turn", 6 * SECOND, NOON + SECOND), ==,
                   11 * SECOND);
  g_assert_cmpint (pd_gateway_budget_reserve (test->book, "turn", 6 * SECOND, NOON + HOUR), ==, 0);
  g_assert_cmpint (pd_gateway_budget_reserve (test->book, "turn", 6 * SECOND, NOON - DAY), ==, 0);
  g_assert_cmpint (pd_gateway_budget_reserve (test->book, "turn", 6 * SECOND, NOON - DAY), ==, 6 * SECOND);
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_gateway_book_open ("/proc/no-such-folder/book.sqlite", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/gateway/budget/" path, Test, NULL, set_up, function, tear_down)
  ADD ("day", test_day);
  ADD ("rolling", test_rolling);
  ADD ("give-back", test_give_back);
  ADD ("clock", test_clock);
  ADD ("kill", test_kill);
  ADD ("turns", test_turns);
  ADD ("values", test_values);
  ADD ("threads", test_threads);
#undef ADD
  g_test_add_func ("/gateway/budget/no-folder", test_no_folder);
  return g_test_run ();
}
