/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"

#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-sql.h"
#include "store/pd-store-records.h"
#include "sync/pd-sync-transport.h"
#include "sync/sync-fixture.h"
#include "wire/pd-wire.h"

#include <glib/gstdio.h>
#include <string.h>

/* PIAODAN_BENCH_ORDERS: orders of the first pull; PIAODAN_BENCH_PUSHES: orders of one push; PIAODAN_BENCH_HASHES. */

#define N_LINES 5
#define N_NOTHING 10
#define PUSH_AT_ONCE 500
#define REPLICA "0190b2f4-0000-7000-8000-000000000001"

typedef struct
{
  Office *office;
  PdSyncTransport *transport;
  guint n_orders;
  guint n_pushes;
  guint n_desktops;
  GPtrArray *orders;  /* of PdRecord: to be pushed */
  GPtrArray *bodies;  /* of GBytes: the same as they are sent */
  GPtrArray *records; /* of PdRecord: to be hashed */
} Bench;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

static PdRecord *
make_long_order (void)
{
  PdRecord *order = make_order ("杭州云起贸易有限公司");

  for (guint i = 1; i < N_LINES; i++)
    {
      PdRecord *line = pd_order_add_line (order, g_get_real_time ());

      pd_record_set_text (line, PD_ORDER_LINE_NAME, "硒鼓");
      pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "3");
      pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "186.5");
      pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
    }
  pd_record_derive (order);
  return order;
}

static void
fill_platform (PdPlatform *platform, gpointer data)
{
  Bench *bench = data;
  GError *error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, &error, "SELECT id FROM tenant", "");
  g_autofree char *tenant = NULL;

  must (rows != NULL && pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW, error);
  tenant = g_strdup (pd_platform_rows_text (rows, 0));
  g_clear_pointer (&rows, pd_platform_rows_done);
  must (pd_platform_sql_script (platform->sql, "BEGIN", &error), error);
  for (guint i = 0; i < bench->n_orders; i++)
    {
      g_autoptr (PdRecord) order = make_long_order ();
      PdPlatformChange change = { .platform = platform, .tenant = tenant, .user = "clerk", .now = i };

      must (pd_platform_write_record (&change, order, &error), error);
    }
  must (pd_platform_sql_script (platform->sql, "COMMIT", &error), error);
}

/* Pull: into a new cache each time. */

static void
new_desktop (gpointer data)
{
  Bench *bench = data;
  Desktop *desktop = &bench->office->desktops[0];
  g_autofree char *name = g_strdup_printf ("new-%u", bench->n_desktops++);

  desktop_close (desktop);
  g_free (desktop->folder);
  desktop->folder = g_build_filename (bench->office->folder, name, NULL);
  g_assert_cmpint (g_mkdir (desktop->folder, 0700), ==, 0);
  desktop_open (desktop);
  sign_in (bench->office, 0, "clerk");
}

static void
sync_once (gpointer data)
{
  Bench *bench = data;

  sync_desktop (bench->office, 0);
}

typedef struct
{
  gboolean done;
  GBytes *bytes;
  GError *error;
} Exchange;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->bytes =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, &exchange->error);
  exchange->done = TRUE;
}

static GBytes *
ask (Bench *bench, const char *method, const char *path, GBytes *body, GError **error)
{
  Exchange exchange = { 0 };

  pd_sync_transport_send_async (bench->transport, method, path, body, PD_WIRE_MAX_BYTES, NULL, answered_cb,
                                &exchange);
  while (!exchange.done)
    g_main_context_iteration (NULL, TRUE);
  if (exchange.error != NULL)
    g_propagate_error (error, exchange.error);
  return exchange.bytes;
}

/* The same pages, of which only the cursor is looked at. */
static void
download (gpointer data)
{
  Bench *bench = data;
  g_autofree char *cursor = g_strdup ("");

  for (gboolean more = TRUE; more;)
    {
      g_autofree char *path = g_strdup_printf ("/v1/sync/changes?stream=all&limit=1000&cursor=%s", cursor);
      GError *error = NULL;
      g_autoptr (GBytes) page = ask (bench, "GET", path, NULL, &error);
      g_autofree char *text = NULL, *next = NULL;
      const char *start;

      must (page != NULL, error);
      text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
      start = strstr (g_strrstr (text, "{\"end\":true"), "\"next\":\"") + strlen ("\"next\":\"");
      next = g_strndup (start, strcspn (start, "\""));
      more = strstr (start, "\"more\":true") != NULL;
      g_free (cursor);
      cursor = g_uri_escape_string (next, NULL, FALSE);
    }
}

/* Push */

static void
add_body (Bench *bench, guint first, guint end)
{
  g_autoptr (PdWirePush) push = pd_wire_push_new (NULL, REPLICA);
  char *text;

  for (guint i = first; i < end; i++)
    {
      PdRecord *order = g_ptr_array_index (bench->orders, i);
      PdMutation *mutation = pd_mutation_new (pd_record_get_id (order), &pd_order_type,
                                              pd_record_get_id (order), PD_MUTATION_CREATE);

      mutation->counter = i + 1;
      mutation->record = pd_record_ref (order);
      g_ptr_array_add (push->mutations, mutation);
    }
  text = pd_wire_push_to_text (push);
  g_ptr_array_add (bench->bodies, g_bytes_new_take (text, strlen (text)));
}

static gboolean
save_all_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *orders = data;

  for (guint i = 0; i < orders->len; i++)
    if (!pd_store_save_record (session, g_ptr_array_index (orders, i), g_get_real_time (), error))
      return FALSE;
  return TRUE;
}

static void
save_orders (gpointer data)
{
  Bench *bench = data;
  GError *error = NULL;

  g_ptr_array_set_size (bench->orders, 0);
  g_ptr_array_set_size (bench->bodies, 0);
  for (guint i = 0; i < bench->n_pushes; i++)
    g_ptr_array_add (bench->orders, make_long_order ());
  for (guint i = 0; i < bench->n_pushes; i += PUSH_AT_ONCE)
    add_body (bench, i, MIN (bench->n_pushes, i + PUSH_AT_ONCE));
  must (pd_store_write (bench->office->desktops[0].store, save_all_job, bench->orders, NULL, &error), error);
}

/* The same bytes to somebody who does not know us: received and refused without a look. */
static void
upload (gpointer data)
{
  Bench *bench = data;

  pd_sync_transport_set_token (bench->transport, NULL);
  for (guint i = 0; i < bench->bodies->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer =
          ask (bench, "POST", "/v1/sync/push", g_ptr_array_index (bench->bodies, i), &error);

      g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
    }
}

/* Nothing to do */

static void
sync_nothing (gpointer data)
{
  for (guint i = 0; i < N_NOTHING; i++)
    sync_once (data);
}

static void
ask_health (gpointer data)
{
  for (guint i = 0; i < N_NOTHING; i++)
    {
      GError *error = NULL;
      g_autoptr (GBytes) answer = ask (data, "GET", "/v1/health", NULL, &error);

      must (answer != NULL, error);
    }
}

/* The hash of a record's content, which both sides compute for every record */

static void
hash_records (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->records->len; i++)
    g_free (pd_wire_record_content_hash (g_ptr_array_index (bench->records, i)));
}

static void
hash_texts (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->records->len; i++)
    {
      g_autofree char *text = pd_wire_record_to_text (g_ptr_array_index (bench->records, i));

      g_free (g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1));
    }
}

static void
take_token (Bench *bench)
{
  g_autofree char *password = pd_platform_thread_get_password (bench->office->platform, "clerk", NULL);
  g_autofree char *text =
      g_strdup_printf ("{\"user\":\"clerk\",\"password\":\"%s\",\"device\":\"bench\"}", password);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  GError *error = NULL;
  g_autoptr (GBytes) answer = ask (bench, "POST", "/v1/session", body, &error);
  g_autofree char *session = NULL, *token = NULL;
  const char *start;

  must (answer != NULL, error);
  session = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  start = strstr (session, "\"token\":\"") + strlen ("\"token\":\"");
  token = g_strndup (start, strcspn (start, "\""));
  pd_sync_transport_set_token (bench->transport, token);
}

int
main (void)
{
  Bench bench = { .n_orders = bench_size ("ORDERS", 1000), .n_pushes = bench_size ("PUSHES", 300) };
  guint n_hashes = bench_size ("HASHES", 2000);
  GError *error = NULL;

  bench.office = office_open (0);
  bench.orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  bench.bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  bench.records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  bench.transport =
      pd_sync_transport_new (pd_platform_thread_get_uri (bench.office->platform),
                             pd_platform_thread_get_certificate_file (bench.office->platform), &error);
  must (bench.transport != NULL, error);
  for (guint i = 0; i < n_hashes; i++)
    g_ptr_array_add (bench.records, make_long_order ());
  bench_measure (&(BenchFigure){ .name = "wire/content-hash",
                                 .unit = "record",
                                 .n = n_hashes,
                                 .func = hash_records,
                                 .baseline_name = "SHA-256 of the record as it is written",
                                 .baseline = hash_texts },
                 &bench);
  pd_platform_thread_call (bench.office->platform, fill_platform, &bench);
  take_token (&bench);
  bench_measure (&(BenchFigure){ .name = "sync/first-pull",
                                 .unit = "order",
                                 .n = bench.n_orders,
                                 .prepare = new_desktop,
                                 .func = sync_once,
                                 .baseline_name = "download of the same pages over TLS, not parsed",
                                 .baseline = download },
                 &bench);
  bench_measure (&(BenchFigure){ .name = "sync/nothing",
                                 .unit = "sync",
                                 .n = N_NOTHING,
                                 .func = sync_nothing,
                                 .baseline_name = "GET /v1/health",
                                 .baseline = ask_health },
                 &bench);
  bench_measure (&(BenchFigure){ .name = "sync/push",
                                 .unit = "order",
                                 .n = bench.n_pushes,
                                 .prepare = save_orders,
                                 .func = sync_once,
                                 .baseline_name = "upload of the same bytes over TLS, not parsed",
                                 .baseline = upload },
                 &bench);
  g_ptr_array_unref (bench.orders);
  g_ptr_array_unref (bench.bodies);
  g_ptr_array_unref (bench.records);
  g_object_unref (bench.transport);
  office_close (bench.office);
  return 0;
}
