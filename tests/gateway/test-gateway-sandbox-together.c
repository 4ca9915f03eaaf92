/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/sandbox-fixture.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

#define N_THREADS 50

/** Job: one thread's submission. */
typedef struct
{
  Test *test;
  PdGateway *bureau; /* (owned) (nullable) its own, or the test's */
  const PdRecord *invoice;
  char *key;
  char *number;
} Job;

static gpointer
run_job (gpointer data)
{
  Job *job = data;
  PdGatewayRequest request = { .key = job->key, .invoice = job->invoice, .province = 44 };
  g_autoptr (PdGatewayAnswer) answer =
      pd_gateway_submit (job->bureau != NULL ? job->bureau : job->test->bureau, &request, NULL);

  g_assert_cmpint (answer->state, ==, PD_GATEWAY_ISSUED);
  job->number = g_strdup (answer->number);
  return NULL;
}

/* @n_keys different keys among fifty at once; every third through a door of its own, as another process has. */
static void
run_together (Test *test, guint n_keys)
{
  g_autoptr (PdRecord) order = make_order ();
  g_autoptr (PdRecord) invoice = make_invoice_of (order, FIRST);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GThread *threads[N_THREADS];
  Job jobs[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    {
      jobs[i] =
          (Job){ .test = test, .invoice = invoice, .key = g_strdup_printf ("%u-%u", n_keys, i % n_keys) };
      if (i % 3 == 0)
        jobs[i].bureau = pd_gateway_sandbox_new (&test->options, NULL);
    }
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("submission", run_job, &jobs[i]);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < N_THREADS; i++)
    {
      const char *before = g_hash_table_lookup (numbers, jobs[i].key);

      g_assert_true (before == NULL || g_str_equal (before, jobs[i].number));
      g_hash_table_insert (numbers, jobs[i].key, jobs[i].number);
      g_clear_pointer (&jobs[i].bureau, pd_gateway_unref);
    }
  g_assert_cmpuint (g_hash_table_size (numbers), ==, n_keys);
}

static void
test_threads (Test *test, gconstpointer data)
{
  static const guint n_keys[] = { 1, 7, N_THREADS };
  guint expected = 0;

  for (guint index = 0; index < G_N_ELEMENTS (n_keys); index++)
    {
      run_together (test, n_keys[index]);
      reopen (test);
      expected += n_keys[index];
      g_assert_cmpuint (count_invoices (test), ==, expected);
    }

  /* Without a gap and in order. */
  g_autoptr (GPtrArray) book = pd_gateway_sandbox_list_invoices (test->bureau, NULL);

  for (guint i = 0; i < book->len; i++)
    {
      g_autofree char *number = g_strdup_printf ("264420000100000%05u", i + 1);

      g_assert_cmpstr (((const PdGatewaySandboxInvoice *) g_ptr_array_index (book, i))->number, ==, number);
    }

  g_autoptr (PdGatewayQuota) quota = pd_gateway_quota (test->bureau, FALSE, NULL);

  g_assert_cmpint (quota->used, ==, (gint64) expected * 20796);
}

/* In another process that is killed while it submits: told one by one which keys it has an answer for. */
static void
submit_until_killed (Test *test, int tell)
{
  reopen (test);
  for (guint i = 0;; i++)
    {
      g_autofree char *key = g_strdup_printf ("kill-%u-%u", (guint) getpid (), i);
      g_autoptr (PdGatewayAnswer) answer = submit (test, key, FIRST);
      g_autofree char *line = g_strdup_printf ("%s %s\n", key, answer->number);

      if (write (tell, line, strlen (line)) < 0)
        _exit (1);
    }
}

static void
assert_told (Test *test, int tell)
{
  FILE *told = fdopen (tell, "r");
  char key[64], number[32];
  guint n = 0;

  while (fscanf (told, "%63s %31s\n", key, number) == 2)
    {
      g_autoptr (PdGatewayAnswer) answer = query (test, key);

      g_assert_cmpstr (answer->number, ==, number);
      n++;
    }
  fclose (told);
  g_assert_cmpuint (n, >, 0);
}

static void
assert_sound (Test *test)
{
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_open (test->path, &database), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (database,
                          "SELECT (SELECT integrity_check FROM pragma_integrity_check),"
                          " (SELECT sum (net) FROM used) = (SELECT sum (net) FROM legal_invoice),"
                          " (SELECT last FROM serial) = (SELECT count (*) FROM legal_invoice)",
                          -1, &statement, NULL),
      ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  g_assert_cmpint (sqlite3_column_int (statement, 1), ==, 1);
  g_assert_cmpint (sqlite3_column_int (statement, 2), ==, 1);
  sqlite3_finalize (statement);
  sqlite3_close (database);
}

/* However slow the machine is. */
static void
wait_for_first (int tell)
{
  GPollFD told = { .fd = tell, .events = G_IO_IN };

  g_assert_cmpint (g_poll (&told, 1, -1), ==, 1);
}

/* Whatever it told is in the book; number, quota and invoice are there together or not at all. */
static void
test_killed (Test *test, gconstpointer data)
{
  for (guint round = 0; round < 8; round++)
    {
      int ends[2];
      pid_t child;

      /* SQLite's connections do not survive a fork. */
      g_clear_pointer (&test->bureau, pd_gateway_unref);
      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      if (child == 0)
        submit_until_killed (test, ends[1]);
      close (ends[1]);
      wait_for_first (ends[0]);
      g_usleep (37 * round * 1000);
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);
      reopen (test);
      assert_told (test, ends[0]);
      assert_sound (test);
    }
}

/* Every fault of every function that changes something: what is told is true, and asking again finds out the rest. */
static void
test_faults (Test *test, gconstpointer data)
{
  static const struct
  {
    PdGatewaySandboxFault fault;
    PdGatewayState state;
    PdGatewayNext next;
    gboolean is_done;
  } cases[] = {
    { PD_GATEWAY_FAULT_LOSE_ANSWER, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, TRUE },
    { PD_GATEWAY_FAULT_LOSE_REQUEST, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, FALSE },
    { PD_GATEWAY_FAULT_REFUSE, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, FALSE },
    { PD_GATEWAY_FAULT_UNAVAILABLE, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, FALSE },
    { PD_GATEWAY_FAULT_PENDING, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, TRUE },
    { PD_GATEWAY_FAULT_HTML, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, FALSE },
    { PD_GATEWAY_FAULT_WRONG_TYPE, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, TRUE },
    { PD_GATEWAY_FAULT_CONFIGURE, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE, FALSE },
  };

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", index);

      pd_gateway_sandbox_add_fault (test->bureau, cases[index].fault, NULL, 1);
      pd_gateway_sandbox_add_fault_to (test->bureau, PD_GATEWAY_SANDBOX_QUERY, cases[index].fault, NULL, 1);
      reopen (test);

      g_autoptr (PdGatewayAnswer) told = submit (test, key, FIRST);
      g_autoptr (PdGatewayAnswer) asked = query (test, key);
      g_autoptr (PdGatewayAnswer) known = query (test, key);

      g_test_message ("%s", pd_gateway_sandbox_fault_name (cases[index].fault));
      assert_answer (told, cases[index].state, cases[index].next);
      g_assert_nonnull (told->reason);
      /* Of a question that goes wrong nothing is known. */
      g_assert_cmpint (asked->state, ==, PD_GATEWAY_UNKNOWN);
      g_assert_cmpint (known->state, ==, cases[index].is_done ? PD_GATEWAY_ISSUED : PD_GATEWAY_NOT_SENT);
    }
}

static void
test_fault_names (Test *test, gconstpointer data)
{
  PdGatewaySandboxFunction function;
  PdGatewaySandboxFault fault;

  for (guint i = 0; i < PD_GATEWAY_N_FAULTS; i++)
    {
      g_assert_true (pd_gateway_sandbox_parse_fault (pd_gateway_sandbox_fault_name (i), &function, &fault));
      g_assert_cmpuint (fault, ==, i);
    }
  g_assert_true (pd_gateway_sandbox_parse_fault ("query:html", &function, &fault));
  g_assert_cmpint (function, ==, PD_GATEWAY_SANDBOX_QUERY);
  g_assert_false (pd_gateway_sandbox_parse_fault ("query:", &function, &fault));
  g_assert_false (pd_gateway_sandbox_parse_fault ("nobody:html", &function, &fault));
}

/* Files of what is issued, one of them missing for a while; and what the other questions tell. */
static void
test_questions (Test *test, gconstpointer data)
{
  const PdGatewayFunctions *functions = pd_gateway_get_functions (test->bureau);
  g_autofree char *number = issue (test, "a");
  PdGatewayKey key = { .key = "a" };
  PdGatewayAnswer *failure = NULL;

  pd_gateway_sandbox_add_fault (test->bureau, PD_GATEWAY_FAULT_NO_FILE, NULL, 1);
  pd_gateway_sandbox_add_fault_to (test->bureau, PD_GATEWAY_SANDBOX_LIST, PD_GATEWAY_FAULT_HTML, NULL, 1);
  pd_gateway_sandbox_add_fault_to (test->bureau, PD_GATEWAY_SANDBOX_QUOTA, PD_GATEWAY_FAULT_HTML, NULL, 1);

  g_autoptr (PdGatewayAnswer) some = pd_gateway_fetch_files (test->bureau, &key, NULL);
  g_autoptr (PdGatewayAnswer) all = pd_gateway_fetch_files (test->bureau, &key, NULL);
  g_autoptr (PdGatewayAnswer) works = functions->test (pd_gateway_get_self (test->bureau, functions), NULL);
  g_autoptr (PdGatewayQuota) unknown = pd_gateway_quota (test->bureau, FALSE, NULL);

  g_assert_true (some->files_pending);
  g_assert_null (some->files[PD_GATEWAY_FILE_PDF]);
  g_assert_nonnull (some->files[PD_GATEWAY_FILE_XML]);
  g_assert_cmpint (some->wait, >, 0);
  g_assert_false (all->files_pending);
  g_assert_nonnull (all->files[PD_GATEWAY_FILE_PDF]);
  assert_answer (works, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND);
  g_assert_false (unknown->is_known);
  g_assert_null (functions->list (pd_gateway_get_self (test->bureau, functions), "2026-12-31", "2026-12-31",
                                  &failure, NULL));
  assert_answer (failure, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  g_clear_pointer (&failure, pd_gateway_answer_free);
  pd_gateway_sandbox_set (test->bureau, PD_GATEWAY_SANDBOX_SET_REVIEW, PD_GATEWAY_SANDBOX_BY_HAND, NULL);
  pd_gateway_answer_free (submit (test, "b", FIRST));

  g_autoptr (GPtrArray) list = functions->list (pd_gateway_get_self (test->bureau, functions), "2026-12-22",
                                                "2026-12-31", &failure, NULL);
  const PdGatewayListed *first = g_ptr_array_index (list, 0);
  const PdGatewayListed *second = g_ptr_array_index (list, 1);

  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (first->number, ==, number);
  g_assert_cmpint (first->state, ==, PD_GATEWAY_ISSUED);
  g_assert_cmpint (second->state, ==, PD_GATEWAY_SENT);
  g_assert_cmpint (second->gross_amount, ==, 23500);
  g_assert_null (functions->list (pd_gateway_get_self (test->bureau, functions), "2026-12-21", "2026-12-31",
                                  &failure, NULL));
  g_assert_cmpint (failure->next, ==, PD_GATEWAY_NEXT_FIX);
  pd_gateway_answer_free (failure);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/gateway/sandbox/together/" name, Test, NULL, set_up, func, tear_down)
  ADD ("threads", test_threads);
  ADD ("killed", test_killed);
  ADD ("faults", test_faults);
  ADD ("fault-names", test_fault_names);
  ADD ("questions", test_questions);
#undef ADD
  return g_test_run ();
}
