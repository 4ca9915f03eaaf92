/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-client.h"

#include "bench/bench-kit.h"
#include "bench/bench-orders.h"
#include "bench/bench-process.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-records.h"
#include "sync/pd-sync-service.h"
#include "sync/pd-sync-transport.h"
#include "wire/pd-wire.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/socket.h>

/* What the process of a desktop does. Arguments: the platform's address, certificate and password, a folder, numbers. */

#define SAVES_AT_ONCE 500
#define N_NOTHING 50
#define N_DELTAS 15
#define N_SAVES 50
#define REST 0.7 /* seconds */

typedef struct
{
  const char *uri, *certificate, *password; /* (borrowed) */
  PdStore *store;
  PdSyncService *service;
} Client;

typedef struct
{
  gboolean done;
  GBytes *bytes;
  GError *error;
} Wait;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

/* Every transaction that is durable waits for the disk here. */
static gint n_disk_waits;

int
fdatasync (int descriptor)
{
  static int (*real) (int);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "fdatasync");
  g_atomic_int_inc (&n_disk_waits);
  return real (descriptor);
}

/* What goes through sockets, encrypted and compressed as it is. */
static gsize n_received, n_sent;

ssize_t
recv (int descriptor, void *bytes, size_t size, int flags)
{
  static ssize_t (*real) (int, void *, size_t, int);
  ssize_t n;

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "recv");
  n = real (descriptor, bytes, size, flags);
  if (n > 0)
    n_received += (gsize) n;
  return n;
}

ssize_t
sendmsg (int descriptor, const struct msghdr *message, int flags)
{
  static ssize_t (*real) (int, const struct msghdr *, int);
  ssize_t n;

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "sendmsg");
  n = real (descriptor, message, flags);
  if (n > 0)
    n_sent += (gsize) n;
  return n;
}

static double
now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

static void
wait_for (Wait *wait)
{
  while (!wait->done)
    g_main_context_iteration (NULL, TRUE);
  must (wait->error == NULL, wait->error);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  pd_sync_service_sign_in_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  pd_sync_service_sync_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
client_open (Client *client, char **arguments, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "cache.sqlite", NULL);
  g_autofree char *token = g_build_filename (folder, "token", NULL);
  GError *error = NULL;
  Wait wait = { 0 };

  client->uri = arguments[0];
  client->certificate = arguments[1];
  client->password = arguments[2];
  g_mkdir (folder, 0700);
  client->store = pd_store_open (path, &error);
  must (client->store != NULL, error);
  client->service = pd_sync_service_new (client->store);
  pd_sync_service_set_token_file (client->service, token);
  pd_sync_service_sign_in_async (client->service, client->uri, client->certificate, "clerk", client->password,
                                 NULL, signed_in_cb, &wait);
  wait_for (&wait);
}

static void
client_sync (Client *client)
{
  Wait wait = { 0 };

  pd_sync_service_sync_async (client->service, NULL, synced_cb, &wait);
  wait_for (&wait);
}

static void
client_close (Client *client)
{
  g_clear_object (&client->service);
  pd_store_close (client->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&client->store);
}

/* Asking the platform as a program does that only moves bytes */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->bytes = pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, &wait->error);
  wait->done = TRUE;
}

static GBytes *
ask (PdSyncTransport *transport, const char *method, const char *path, GBytes *body, GError **error)
{
  Wait wait = { 0 };

  pd_sync_transport_send_async (transport, method, path, body, PD_WIRE_MAX_BYTES, NULL, answered_cb, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.bytes;
}

static char *
text_after (const char *text, const char *mark)
{
  const char *start = strstr (text, mark);

  if (start == NULL)
    g_error ("The platform did not say %s", mark);
  start += strlen (mark);
  return g_strndup (start, strcspn (start, "\""));
}

static PdSyncTransport *
open_transport (char **arguments, gboolean sign_in)
{
  GError *error = NULL;
  PdSyncTransport *transport = pd_sync_transport_new (arguments[0], arguments[1], &error);
  g_autofree char *body =
      g_strdup_printf ("{\"user\":\"clerk\",\"password\":\"%s\",\"device\":\"bench\"}", arguments[2]);
  g_autofree char *session = NULL, *token = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) answer = NULL;

  must (transport != NULL, error);
  if (!sign_in)
    return transport;
  answer = ask (transport, "POST", "/v1/session", bytes, &error);
  must (answer != NULL, error);
  session = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  token = text_after (session, "\"token\":\"");
  pd_sync_transport_set_token (transport, token);
  return transport;
}

/* Plain SQLite: a record is a row of text. */

static void
check_sqlite (sqlite3 *plain, int code)
{
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    g_error ("SQLite: %s", sqlite3_errmsg (plain));
}

static sqlite3 *
open_plain (const char *folder, const char *synchronous)
{
  g_autofree char *path = g_build_filename (folder, "plain.sqlite", NULL);
  g_autofree char *sql = g_strdup_printf ("PRAGMA journal_mode = WAL; PRAGMA synchronous = %s;"
                                          "CREATE TABLE record (id INTEGER PRIMARY KEY, body TEXT)",
                                          synchronous);
  sqlite3 *plain = NULL;

  g_mkdir (folder, 0700);
  g_remove (path);
  check_sqlite (plain, sqlite3_open (path, &plain));
  check_sqlite (plain, sqlite3_exec (plain, sql, NULL, NULL, NULL));
  return plain;
}

static void
put_plain (sqlite3 *plain, sqlite3_stmt *statement, gint64 id, const char *text, gsize length)
{
  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_text (statement, 2, text, (int) length, SQLITE_STATIC);
  check_sqlite (plain, sqlite3_step (statement));
  sqlite3_reset (statement);
}

/* Tasks */

/* FOLDER: a first synchronisation. */
static void
pull (char **arguments)
{
  Client client = { 0 };
  BenchUsage before;
  double start;

  client_open (&client, arguments, arguments[3]);
  before = bench_usage ("self");
  n_received = 0;
  start = now ();
  client_sync (&client);
  bench_report ("seconds", now () - start);
  bench_report ("wire", (double) n_received);
  bench_report ("cpu", bench_usage ("self").cpu - before.cpu);
  bench_report ("peak", bench_usage ("self").peak);
  bench_report ("records", pd_sync_service_get_received (client.service));
  client_close (&client);
}

/* How large a page is over a real network, as the platform compresses it. */
static gsize
compress (GBytes *page)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);
  GError *error = NULL;

  must (g_output_stream_write_all (stream, g_bytes_get_data (page, NULL), g_bytes_get_size (page), NULL, NULL,
                                   &error) &&
            g_output_stream_close (stream, NULL, &error),
        error);
  return g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory));
}

/* FOLDER: the same pages over TLS, each line a row. */
static void
pull_plain (char **arguments)
{
  g_autoptr (PdSyncTransport) transport = open_transport (arguments, TRUE);
  g_autofree char *cursor = g_strdup ("");
  sqlite3 *plain = open_plain (arguments[3], "NORMAL");
  sqlite3_stmt *insert = NULL;
  BenchUsage before = bench_usage ("self");
  double start = now (), bytes = 0;
  gsize compressed = 0, first = 0;
  gint64 id = 0;

  check_sqlite (plain, sqlite3_prepare_v2 (plain, "INSERT INTO record VALUES (?1, ?2)", -1, &insert, NULL));
  for (gboolean more = TRUE; more;)
    {
      g_autofree char *path = g_strdup_printf ("/v1/sync/changes?limit=1000&cursor=%s", cursor);
      GError *error = NULL;
      g_autoptr (GBytes) page = ask (transport, "GET", path, NULL, &error);
      g_autofree char *last = NULL, *next = NULL;
      const char *at, *end, *newline;

      must (page != NULL, error);
      if (first == 0)
        {
          first = g_bytes_get_size (page);
          compressed = compress (page);
        }
      at = g_bytes_get_data (page, NULL);
      end = at + g_bytes_get_size (page);
      bytes += (double) (end - at);
      check_sqlite (plain, sqlite3_exec (plain, "BEGIN", NULL, NULL, NULL));
      for (; (newline = memchr (at, '\n', (gsize) (end - at))) != NULL && newline + 1 < end; at = newline + 1)
        put_plain (plain, insert, ++id, at, (gsize) (newline - at));
      check_sqlite (plain, sqlite3_exec (plain, "COMMIT", NULL, NULL, NULL));
      last = g_strndup (at, (gsize) (end - at));
      next = text_after (last, "\"next\":\"");
      more = strstr (last, "\"more\":true") != NULL;
      g_free (cursor);
      cursor = g_uri_escape_string (next, NULL, FALSE);
    }
  bench_report ("seconds", now () - start);
  bench_report ("cpu", bench_usage ("self").cpu - before.cpu);
  bench_report ("bytes", bytes);
  bench_report ("gzip_bytes", bytes * (double) compressed / (double) MAX (first, 1));
  bench_report ("records", (double) id);
  sqlite3_finalize (insert);
  sqlite3_close (plain);
}

typedef struct
{
  guint first, end;
  const char *words;
} Edits;

static gboolean
edit_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Edits *edits = data;

  for (guint i = edits->first; i < edits->end; i++)
    {
      g_autofree char *id = bench_order_id (i);
      g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, id, error);

      if (order == NULL)
        return FALSE;
      pd_record_set_text (order, PD_ORDER_REMARK, edits->words);
      pd_record_set_text (g_ptr_array_index (pd_record_get_lines (order), 0), PD_ORDER_LINE_QUANTITY,
                          g_str_has_suffix (edits->words, "0") ? "7" : "8");
      if (!pd_store_save_record (session, order, g_get_real_time (), error))
        return FALSE;
    }
  return TRUE;
}

static void
edit (Client *client, guint first, guint end, const char *words)
{
  for (guint i = first; i < end; i += SAVES_AT_ONCE)
    {
      GError *error = NULL;

      must (pd_store_write (client->store, edit_job, &(Edits){ i, MIN (end, i + SAVES_AT_ONCE), words }, NULL,
                            &error),
            error);
    }
}

/* What will be sent, in the batches in which it will be sent. */
static gboolean
bodies_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *bodies = data;
  g_autoptr (GPtrArray) entries = pd_store_list_outbox (session, error);

  for (guint i = 0; entries != NULL && i < entries->len; i += SAVES_AT_ONCE)
    {
      g_autoptr (PdWirePush) batch = pd_wire_push_new (NULL, "0190b2f4-0000-7000-8000-000000000001");
      char *text;

      for (guint j = i; j < MIN (entries->len, i + SAVES_AT_ONCE); j++)
        g_ptr_array_add (batch->mutations,
                         g_steal_pointer (
                             &((PdStoreOutboxEntry *) g_ptr_array_index (entries, j))->mutation));
      text = pd_wire_push_to_text (batch);
      g_ptr_array_add (bodies, g_bytes_new_take (text, strlen (text)));
    }
  return entries != NULL;
}

/* The same bytes over TLS, received and refused without a look, and as many updates of plain rows, durable a batch. */
static double
push_plain (char **arguments, GPtrArray *bodies, guint n_edits)
{
  g_autoptr (PdSyncTransport) transport = open_transport (arguments, FALSE);
  sqlite3 *plain = open_plain (arguments[3], "FULL");
  g_autofree char *row = g_strnfill (2000, 'x');
  sqlite3_stmt *put = NULL;
  double start = now ();
  gint64 id = 0;

  check_sqlite (plain,
                sqlite3_prepare_v2 (plain, "INSERT OR REPLACE INTO record VALUES (?1, ?2)", -1, &put, NULL));
  for (guint i = 0; i < bodies->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer =
          ask (transport, "POST", "/v1/sync/push", g_ptr_array_index (bodies, i), &error);

      g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
      check_sqlite (plain, sqlite3_exec (plain, "BEGIN", NULL, NULL, NULL));
      for (; id < MIN (n_edits, (i + 1) * SAVES_AT_ONCE); id++)
        put_plain (plain, put, id, row, strlen (row));
      check_sqlite (plain, sqlite3_exec (plain, "COMMIT", NULL, NULL, NULL));
    }
  sqlite3_finalize (put);
  sqlite3_close (plain);
  return now () - start;
}

/* FOLDER N WORDS: edits of the first N orders. */
static void
push (char **arguments)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint n_edits = (guint) g_ascii_strtoull (arguments[4], NULL, 10);
  Client client = { 0 };
  BenchUsage before;
  GError *error = NULL;
  double start, bytes = 0;
  int waits;

  client_open (&client, arguments, arguments[3]);
  client_sync (&client);
  start = now ();
  edit (&client, 0, n_edits, arguments[5]);
  bench_report ("edit_seconds", now () - start);
  must (pd_store_read (client.store, bodies_job, bodies, NULL, &error), error);
  for (guint i = 0; i < bodies->len; i++)
    bytes += (double) g_bytes_get_size (g_ptr_array_index (bodies, i));
  before = bench_usage ("self");
  waits = g_atomic_int_get (&n_disk_waits);
  n_sent = n_received = 0;
  start = now ();
  client_sync (&client);
  bench_report ("seconds", now () - start);
  bench_report ("wire", (double) (n_sent + n_received));
  bench_report ("cpu", bench_usage ("self").cpu - before.cpu);
  bench_report ("disk_waits", g_atomic_int_get (&n_disk_waits) - waits);
  bench_report ("bytes", bytes);
  bench_report ("peak", bench_usage ("self").peak);
  bench_report ("sent", pd_sync_service_get_sent (client.service));
  client_close (&client);
  bench_report ("plain_seconds", push_plain (arguments, bodies, n_edits));
}

static void
add_time (GArray *times, double start)
{
  double time = now () - start;

  g_array_append_val (times, time);
}

/* FOLDER: nothing to send, nothing to fetch. */
static void
nothing (char **arguments)
{
  g_autoptr (PdSyncTransport) transport = open_transport (arguments, TRUE);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) plain = g_array_new (FALSE, FALSE, sizeof (double));
  Client client = { 0 };
  int waits;

  client_open (&client, arguments, arguments[3]);
  client_sync (&client);
  waits = g_atomic_int_get (&n_disk_waits);
  for (guint i = 0; i < N_NOTHING; i++)
    {
      double start = now ();
      g_autoptr (GBytes) answer = NULL;
      GError *error = NULL;

      client_sync (&client);
      add_time (times, start);
      start = now ();
      answer = ask (transport, "GET", "/v1/health", NULL, &error);
      must (answer != NULL, error);
      add_time (plain, start);
    }
  bench_report ("seconds", bench_percentile (times, 50));
  bench_report ("slowest_seconds", bench_percentile (times, 95));
  bench_report ("plain_seconds", bench_percentile (plain, 50));
  bench_report ("disk_waits", (double) (g_atomic_int_get (&n_disk_waits) - waits) / N_NOTHING);
  client_close (&client);
}

/** Watch: who waits until a desktop shows what another one saved. */
typedef struct
{
  Client *reader;
  char *id;
  const char *words;
  gboolean seen;
} Watch;

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Watch *watch = data;
  g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, watch->id, error);

  watch->seen = order != NULL && g_strcmp0 (pd_record_get_text (order, PD_ORDER_REMARK), watch->words) == 0;
  return order != NULL;
}

static void
changed_cb (PdStore *store, const char *type, gpointer data)
{
  GError *error = NULL;

  must (pd_store_read (store, look_job, data, NULL, &error), error);
}

/* Both work by themselves, as a person's do: from the save to the signal by which a list of the other one changes. */
static void
measure_sight (Client *author, Client *reader, guint first)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  pd_sync_service_start (author->service);
  pd_sync_service_start (reader->service);
  for (guint i = 0; i < N_DELTAS; i++)
    {
      /* Another text in each run: what is the same already is no change. */
      g_autofree char *words = g_strdup_printf ("第 %u 次看见 %" G_GINT64_FORMAT, i, g_get_real_time ());
      Watch watch = { reader, bench_order_id (first - i), words, FALSE };
      gulong handler = g_signal_connect (reader->store, "changed", G_CALLBACK (changed_cb), &watch);
      double start, end = now () + REST;

      /* A person does not save twice in the same moment. */
      while (now () < end)
        if (!g_main_context_iteration (NULL, FALSE))
          g_usleep (1000);
      start = now ();
      edit (author, first - i, first - i + 1, words);
      while (!watch.seen)
        g_main_context_iteration (NULL, TRUE);
      add_time (times, start);
      g_signal_handler_disconnect (reader->store, handler);
      g_free (watch.id);
    }
  pd_sync_service_stop (author->service);
  pd_sync_service_stop (reader->service);
  bench_report ("sight_seconds", bench_percentile (times, 50));
  bench_report ("slowest_sight_seconds", bench_percentile (times, 95));
}

/* FOLDER FOLDER N: two desktops; one saves, and the other one fetches. */
static void
delta (char **arguments)
{
  g_autoptr (GArray) saves = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  Client author = { 0 }, reader = { 0 };
  guint n_orders = (guint) g_ascii_strtoull (arguments[5], NULL, 10);
  int waits;

  client_open (&author, arguments, arguments[3]);
  client_open (&reader, arguments, arguments[4]);
  client_sync (&author);
  client_sync (&reader);
  for (guint i = 0; i < N_DELTAS; i++)
    {
      g_autofree char *words = g_strdup_printf ("第 %u 次修改 %" G_GINT64_FORMAT, i, g_get_real_time ());
      double start;

      edit (&author, n_orders - 1 - i, n_orders - i, words);
      client_sync (&author);
      start = now ();
      client_sync (&reader);
      add_time (times, start);
    }
  waits = g_atomic_int_get (&n_disk_waits);
  for (guint i = 0; i < N_SAVES; i++)
    {
      g_autofree char *words = g_strdup_printf ("一次保存 %" G_GINT64_FORMAT, g_get_real_time ());
      double start = now ();

      edit (&author, i, i + 1, words);
      add_time (saves, start);
    }
  bench_report ("disk_waits", (double) (g_atomic_int_get (&n_disk_waits) - waits) / N_SAVES);
  bench_report ("seconds", bench_percentile (times, 50));
  bench_report ("save_seconds", bench_percentile (saves, 50));
  client_sync (&author);
  client_sync (&reader);
  measure_sight (&author, &reader, n_orders - 1 - N_DELTAS);
  client_close (&author);
  client_close (&reader);
}

/** bench_client_main: @task: "pull" and so on. Returns: the process's exit code */
int
bench_client_main (const char *task, char **arguments)
{
  static const struct
  {
    const char *name;
    void (*run) (char **arguments);
  } tasks[] = { { "pull", pull },
                { "pull-plain", pull_plain },
                { "push", push },
                { "nothing", nothing },
                { "delta", delta } };

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    if (g_str_equal (tasks[i].name, task))
      {
        tasks[i].run (arguments);
        return 0;
      }
  return 1;
}
