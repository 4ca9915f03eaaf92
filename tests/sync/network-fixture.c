/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/network-fixture.h"

#include "platform/pd-platform-certificate.h"
#include "store/pd-store-records.h"
#include "wire/pd-wire.h"

#include <glib/gstdio.h>

static void
give (SoupServerMessage *message, const Answer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, answer->status, NULL);
  if (answer->type != NULL)
    soup_message_headers_set_content_type (headers, answer->type, NULL);
  if (answer->retry_after != NULL)
    soup_message_headers_replace (headers, "Retry-After", answer->retry_after);
  if (answer->encoding != NULL)
    soup_message_headers_replace (headers, "Content-Encoding", answer->encoding);
  if (answer->clock != 0)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
      g_autoptr (GDateTime) there = g_date_time_add_seconds (now, (double) answer->clock);
      g_autofree char *date = soup_date_time_to_string (there, SOUP_DATE_HTTP);

      soup_message_headers_replace (headers, "Date", date);
    }
  if (answer->body != NULL)
    soup_message_body_append (body, SOUP_MEMORY_COPY, answer->body,
                              answer->size > 0 ? (gsize) answer->size : strlen (answer->body));
  if (answer->padding > 0)
    soup_message_body_append_take (body, memset (g_malloc (answer->padding), ' ', answer->padding),
                                   answer->padding);
  soup_message_body_complete (body);
}

static PdResult *
decide (Network *network, const PdMutation *mutation)
{
  gboolean refused =
      g_strcmp0 (pd_record_get_text (mutation->record, PD_ORDER_BUYER_NAME), network->refused_name) == 0;
  PdResult *result = pd_result_new (mutation->id, refused ? PD_OUTCOME_REJECTED : PD_OUTCOME_OK);

  if (refused)
    {
      result->code = g_strdup ("malformed");
      result->path = g_strdup ("record.colour");
      result->message = g_strdup ("The platform does not understand this change.");
      return result;
    }
  result->record = pd_record_copy (mutation->record);
  pd_record_set_revision (result->record, 1);
  pd_record_set_sequence (result->record, ++network->sequence);
  return result;
}

static void
answer_push (Network *network, SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  g_autoptr (PdWirePush) push =
      pd_wire_push_from_text (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  g_autofree char *text = NULL;
  gboolean bad;

  network->n_pushes++;
  bad = network->push.status != 0 && network->poison_name == NULL;
  for (guint i = 0; i < push->mutations->len; i++)
    {
      const PdMutation *mutation = g_ptr_array_index (push->mutations, i);

      if (network->poison_name != NULL && mutation->record != NULL &&
          g_strcmp0 (pd_record_get_text (mutation->record, PD_ORDER_BUYER_NAME), network->poison_name) == 0)
        bad = network->push.status != 0;

      g_hash_table_add (network->ids, g_strdup (mutation->id));
      if (!bad)
        g_ptr_array_add (results, decide (network, mutation));
    }
  text = pd_wire_results_to_text (results);
  give (message, bad ? &network->push : &(Answer){ 200, JSON, text });
}

/* A page leads to "c1", that one to "c2", and that one to the head. */
static void
answer_page (Network *network, SoupServerMessage *message, const char *cursor)
{
  static const char *const pages[] = { END ("0", "c1", "9", "true"), END ("0", "c2", "9", "true"),
                                       END ("0", "c3", "9", "false") };
  guint page = g_str_equal (cursor, "") ? 0 : (guint) (cursor[1] - '0');
  Answer answer = { 200, LINES, pages[page] };

  if (network->n_pulls == network->cut_off_pages)
    answer.body = "{\"end\":true,\"format\":1,";
  give (message, &answer);
}

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  Network *network = user_data;

  if (g_str_equal (path, "/v1/sync/push"))
    answer_push (network, message);
  else if (g_str_equal (path, "/v1/sync/changes") &&
           g_str_equal (g_hash_table_lookup (query, "streams"), "none"))
    give (message, &(Answer){ 200, LINES, STREAMS });
  else if (g_str_equal (path, "/v1/sync/changes"))
    {
      g_autofree char *page =
          g_strdup_printf (END ("0", "c", "%1$" G_GINT64_FORMAT, "false"), MAX (network->sequence, 9));

      network->n_pulls++;
      g_free (network->cursors[0]);
      network->cursors[0] = network->cursors[1];
      network->cursors[1] = g_strdup (g_hash_table_lookup (query, "cursor"));
      if (network->in_pages)
        answer_page (network, message, g_hash_table_lookup (query, "cursor"));
      else
        give (message, network->pull.status != 0 ? &network->pull : &(Answer){ 200, LINES, page });
    }
  else
    give (message, &(Answer){ 200, JSON,
                              "{\"token\":\"t\",\"user\":{\"role\":\"clerk\"},"
                              "\"tenant\":{\"id\":\"" ID "\",\"name\":\"C\"}}" });
}

Network *
network_open (void)
{
  return network_open_at (g_get_real_time ());
}

Network *
network_open_at (gint64 certificate_at)
{
  Network *network = g_new0 (Network, 1);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  network->folder = g_dir_make_tmp ("piaodan-answers-XXXXXX", &error);
  g_assert_no_error (error);
  network->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  certificate = pd_platform_make_certificate (network->folder, certificate_at, &error);
  g_assert_no_error (error);
  network->certificate_file = g_build_filename (network->folder, "certificate.pem", NULL);
  network->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (network->server, NULL, handle_cb, network, NULL);
  g_assert_true (soup_server_listen_local (network->server, 0,
                                           SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (network->server);
  network->uri = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  network->desktop.folder = g_build_filename (network->folder, "desktop", NULL);
  g_assert_cmpint (g_mkdir (network->desktop.folder, 0700), ==, 0);
  desktop_open (&network->desktop);
  return network;
}

void
network_close (Network *network)
{
  desktop_close (&network->desktop);
  soup_server_disconnect (network->server);
  g_object_unref (network->server);
  g_hash_table_unref (network->ids);
  remove_tree (network->folder);
  g_free (network->desktop.folder);
  g_free (network->desktop.path);
  g_free (network->folder);
  g_free (network->uri);
  g_free (network->cursors[0]);
  g_free (network->cursors[1]);
  g_free (network->certificate_file);
  g_free (network);
}

GError *
network_try_sign_in (Network *network)
{
  Wait wait = { 0 };

  pd_sync_service_sign_in_async (network->desktop.service, network->uri, network->certificate_file, "clerk",
                                 "password", NULL, signed_in_cb, &wait);
  wait_until_done (&wait);
  return wait.error;
}

void
network_sign_in (Network *network)
{
  g_autoptr (GError) error = network_try_sign_in (network);

  g_assert_no_error (error);
}

static gboolean
load_order_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdRecord **order = data;
  g_autoptr (PdRecord) asked = g_steal_pointer (order);

  *order = pd_store_get_record (session, &pd_order_type, pd_record_get_id (asked), error);
  return *order != NULL;
}

gint64
revision_of (Network *network, PdRecord *order)
{
  PdRecord *there = pd_record_ref (order);
  g_autoptr (GError) error = NULL;
  gint64 revision;

  pd_store_read (network->desktop.store, load_order_job, &there, NULL, &error);
  g_assert_no_error (error);
  revision = pd_record_get_revision (there);
  pd_record_unref (there);
  return revision;
}

void
network_save (Network *network, PdRecord *order)
{
  Office office = { .desktops = { network->desktop } };

  save (&office, 0, order);
}
