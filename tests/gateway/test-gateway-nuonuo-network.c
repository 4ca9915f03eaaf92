/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doubles/double-process.h"
#include "model/pd-order.h"
#include "nuonuo-fixture.h"

/* The adapter over real connections to the double as a program, and killed in the middle of what it sends: whatever has
 * arrived by then, each key is one invoice in the end. */

#define PIECE 50  /* bytes of a body that leave at a time */
#define STEP 150  /* bytes from one death to the next */
#define LAST 1350 /* token and order are sent by then */

static const char *program;

static PdGateway *
connect_to (const char *url, const char *book, PdGatewayHttp *http)
{
  g_autofree char *services = g_strconcat (url, "/open/v1/services", NULL);
  g_autofree char *token = g_strconcat (url, "/accessToken", NULL);
  const PdNuonuoOptions options = { .services_url = services,
                                    .token_url = token,
                                    .app_key = "APPKEY",
                                    .app_secret = "SECRET",
                                    .tax_number = PROVIDER_SELLER,
                                    .clerk = "张三",
                                    .pace = -1,
                                    .book_path = book,
                                    .transport = pd_gateway_http_get_transport (http) };
  g_autoptr (GError) error = NULL;
  PdGateway *gateway = pd_nuonuo_gateway_new (&options, &error);

  g_assert_no_error (error);
  return gateway;
}

static PdGatewayAnswer *
submit (PdGateway *gateway, const char *key)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  const PdGatewayRequest request = { key, invoice, 32 };

  return pd_gateway_submit (gateway, &request, NULL);
}

/* --- the child */

typedef struct
{
  gsize total; /* of the requests before */
  gsize last;  /* of this one */
  gsize death;
} Countdown;

static void
sent_cb (gpointer data, gsize n_bytes)
{
  Countdown *countdown = data;

  if (n_bytes < countdown->last)
    countdown->total += countdown->last;
  countdown->last = n_bytes;
  if (countdown->total + n_bytes >= countdown->death)
    _exit (7);
}

static int
child (const char *url, const char *book, const char *key, const char *death)
{
  Countdown countdown = { .death = (gsize) g_ascii_strtoull (death, NULL, 10) };
  g_autoptr (PdGatewayHttp) http = pd_gateway_http_new (NULL);
  g_autoptr (PdGateway) gateway = connect_to (url, book, http);

  pd_gateway_http_watch_sending (http, PIECE, sent_cb, &countdown);

  g_autoptr (PdGatewayAnswer) answer = submit (gateway, key);

  return answer->state == PD_GATEWAY_SENT ? 0 : 1;
}

static int
run_child (const char *url, const char *book, const char *key, guint death)
{
  g_autofree char *text = g_strdup_printf ("%u", death);
  const char *argv[] = { program, "--child", url, book, key, text, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (
      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* --- the tests */

typedef struct
{
  DoubleProcess *provider;
  char *book;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  g_autofree char *answer = NULL;

  test->provider = double_process_new (DOUBLE_PROGRAM);
  test->book = g_build_filename (test->provider->folder, "adapter.sqlite", NULL);
  answer = double_process_control (test->provider, "settings", "{\"script\":\"at-once\"}");
}

static void
tear_down (Test *test, gconstpointer data)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (test->book, endings[i], NULL);

      g_remove (path);
    }
  double_process_free (test->provider);
  g_free (test->book);
}

static void
assert_legal (Test *test, guint count)
{
  g_autofree char *answer = double_process_control (test->provider, "legal", NULL);
  g_autofree char *expected = g_strdup_printf ("\"count\":%u,", count);

  if (strstr (answer, expected) == NULL)
    g_error ("not %s in %s", expected, answer);
}

static void
test_issue (Test *test, gconstpointer data)
{
  const PdGatewayKey key = { .key = "PDNETWORK00000000001", .sent_at = g_get_real_time () };
  g_autoptr (PdGatewayHttp) http = pd_gateway_http_new (NULL);
  g_autoptr (PdGateway) gateway = connect_to (test->provider->url, test->book, http);
  g_autoptr (PdGatewayAnswer) taken = submit (gateway, key.key);
  g_autoptr (PdGatewayAnswer) issued = pd_gateway_query_one (gateway, &key, NULL);
  g_autoptr (PdGatewayAnswer) files = pd_gateway_fetch_files (gateway, &key, NULL);

  g_assert_cmpint (taken->state, ==, PD_GATEWAY_SENT);
  g_assert_cmpint (issued->state, ==, PD_GATEWAY_ISSUED);
  g_assert_false (files->files_pending);
  for (guint kind = 0; kind < PD_GATEWAY_N_FILES; kind++)
    g_assert_nonnull (files->files[kind]);
  assert_legal (test, 1);
}

static void
test_killed (Test *test, gconstpointer data)
{
  g_autoptr (PdGatewayHttp) http = pd_gateway_http_new (NULL);
  guint n_keys = 0, n_died = 0;

  for (guint death = 0; death <= LAST; death += STEP)
    {
      g_autofree char *key = g_strdup_printf ("PDNETWORK0000000%04u", death);
      int status = run_child (test->provider->url, test->book, key, death);

      g_assert_true (status == 7 || (status == 0 && death > 3 * STEP));
      n_died += status == 7;
      n_keys++;
    }
  g_assert_cmpuint (n_died, >, 3);
  for (guint death = 0; death <= LAST; death += STEP)
    {
      g_autofree char *name = g_strdup_printf ("PDNETWORK0000000%04u", death);
      const PdGatewayKey key = { .key = name, .sent_at = g_get_real_time () };
      g_autoptr (PdGateway) gateway = connect_to (test->provider->url, test->book, http);
      g_autoptr (PdGatewayAnswer) found = pd_gateway_query_one (gateway, &key, NULL);
      g_autoptr (PdGatewayAnswer) again = submit (gateway, name);
      g_autoptr (PdGatewayAnswer) issued = pd_gateway_query_one (gateway, &key, NULL);

      g_assert_true (found->state == PD_GATEWAY_UNKNOWN || found->state == PD_GATEWAY_ISSUED);
      g_assert_cmpint (again->state, ==, PD_GATEWAY_SENT);
      g_assert_cmpint (issued->state, ==, PD_GATEWAY_ISSUED);
      if (found->state == PD_GATEWAY_ISSUED)
        g_assert_cmpstr (found->number, ==, issued->number);
    }
  assert_legal (test, n_keys);
}

/* The program ends and comes back: what it had taken is there. */
static void
test_provider_killed (Test *test, gconstpointer data)
{
  const PdGatewayKey key = { .key = "PDNETWORK00000000002", .sent_at = g_get_real_time () };
  g_autoptr (PdGatewayHttp) http = pd_gateway_http_new (NULL);
  g_autoptr (PdGateway) before = connect_to (test->provider->url, test->book, http);
  g_autoptr (PdGatewayAnswer) taken = submit (before, key.key);
  g_autoptr (PdGatewayAnswer) gone = NULL;

  g_assert_cmpint (taken->state, ==, PD_GATEWAY_SENT);
  double_process_kill (test->provider);
  gone = submit (before, "PDNETWORK00000000003");
  g_assert_cmpint (gone->state, ==, PD_GATEWAY_NOT_SENT);
  g_assert_cmpint (gone->next, ==, PD_GATEWAY_NEXT_SEND);
  double_process_start (test->provider, DOUBLE_PROGRAM);

  g_autoptr (PdGateway) after = connect_to (test->provider->url, test->book, http);
  g_autoptr (PdGatewayAnswer) issued = pd_gateway_query_one (after, &key, NULL);

  g_assert_cmpint (issued->state, ==, PD_GATEWAY_ISSUED);
  assert_legal (test, 1);
}

int
main (int argc, char **argv)
{
  if (argc == 6 && g_str_equal (argv[1], "--child"))
    return child (argv[2], argv[3], argv[4], argv[5]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                                  \
  g_test_add ("/gateway/nuonuo-network/" path, Test, NULL, set_up, function, tear_down)
  ADD ("issue", test_issue);
  ADD ("killed", test_killed);
  ADD ("provider-killed", test_provider_killed);
#undef ADD
  return g_test_run ();
}
