/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop/pd-bulk-dialog.h"
#include "desktop/pd-bulk-outcome.h"
#include "desktop/pd-bulk-results.h"
#include "desktop/pd-bureau-dialog.h"
#include "desktop/pd-bureau-model.h"
#include "desktop/pd-bureau-text.h"
#include "desktop/pd-checklist-dialog.h"
#include "desktop/pd-invoice-progress.h"
#include "desktop/pd-qr-view.h"
#include "desktop/pd-queue-place.h"
#include "desktop/pd-record-list.h"
#include "desktop/pd-state-chips.h"
#include "desktop-fixture.h"
#include "issuing-cache.h"
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "store/pd-store-issuing.h"
#include "store/pd-store-list.h"

/* The widgets of issuing, over a cache with invoices in every state. */

typedef struct
{
  char *folder;
  PdStore *store;
  IssuingCache cache;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->cache.now = g_get_real_time ();
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_store_write (fixture->store, issuing_cache_fill, &fixture->cache, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  issuing_cache_clear (&fixture->cache);
}

/* --- finding widgets */

typedef gboolean (*Judge) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *widget, Judge judge, gconstpointer data)
{
  if (judge (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, judge, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_shown_label (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_shown_button (GtkWidget *widget, gconstpointer label)
{
  const char *own = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  return own != NULL && gtk_widget_get_visible (widget) && g_str_equal (own, label);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return find (widget, is_shown_label, text) != NULL;
}

static GtkWidget *
wait_for (GtkWidget *widget, Judge judge, const char *text)
{
  GtkWidget *found;

  while ((found = find (widget, judge, text)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return found;
}

/* --- an invoice's page */

typedef struct
{
  const char *id;
  PdRecord *invoice;
  PdInvoiceTimes *times;
} Read;

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *read = data;

  read->invoice = pd_store_get_record (session, &pd_invoice_type, read->id, error);
  read->times = pd_store_get_invoice_times (session, PD_INVOICE_TIMES_SAMPLE, error);
  return read->invoice != NULL && read->times != NULL;
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  static const char *const labels[] = { "Sign In…",           "Try Now",    "Ask Now",      "It Was Issued…",
                                        "It Was Not Issued…", "Take Back…", "Correct Order" };
  const struct
  {
    const char *id;
    const char *offered; /* one letter a label */
    const char *sentence;
  } rows[] = {
    { fixture->cache.queued, "nynnnyn", "The platform sends it" },
    { fixture->cache.waiting, "yynnnyn", "signs in at the tax bureau" },
    { fixture->cache.submitted, "nnynnnn", "The tax bureau works on it" },
    { fixture->cache.unknown, "nnyyynn", "Finance looks" },
    { fixture->cache.failed, "nnnnnny", "corrects the order" },
  };
  GtkWidget *progress = g_object_ref_sink (pd_invoice_progress_new ());

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Read read = { .id = rows[i].id };

      g_assert_true (pd_store_read (fixture->store, read_job, &read, NULL, NULL));
      pd_invoice_progress_show (PD_INVOICE_PROGRESS (progress), read.invoice, read.times, NULL);
      g_assert_true (says (progress, rows[i].sentence));
      for (guint j = 0; j < G_N_ELEMENTS (labels); j++)
        g_assert_cmpint (find (progress, is_shown_button, labels[j]) != NULL, ==, rows[i].offered[j] == 'y');
      /* While a command waits, no other is offered. */
      pd_invoice_progress_show (PD_INVOICE_PROGRESS (progress), read.invoice, read.times, "try_now");
      g_assert_null (find (progress, is_shown_button, "Try Now"));
      g_assert_null (find (progress, is_shown_button, "Ask Now"));
      pd_record_unref (read.invoice);
      pd_invoice_times_free (read.times);
    }
  g_object_unref (progress);
}

/* --- the list */

static void
test_chips (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = pd_record_list_new (pd_place_for_type (&pd_invoice_type), fixture->store);
  PdRowModel *model = pd_record_list_get_model (PD_RECORD_LIST (list));
  GtkWidget *chip;

  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  chip = wait_for (list, is_shown_button, "Waiting for sign-in 3");
  wait_for (list, is_shown_button, "Red-letter 1");
  g_assert_null (find (list, is_shown_button, "Draft 0"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
  while (g_list_model_get_n_items (G_LIST_MODEL (model)) != ISSUING_CACHE_WAITING)
    g_main_context_iteration (NULL, TRUE);
  chip = find (list, is_shown_button, "Red-letter 1");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
  while (g_list_model_get_n_items (G_LIST_MODEL (model)) != 1)
    g_main_context_iteration (NULL, TRUE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), FALSE);
  while (g_list_model_get_n_items (G_LIST_MODEL (model)) != ISSUING_CACHE_ISSUED + 7)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- the queue and the bureau */

static void
wait_for_bureau (PdBureauModel *model)
{
  while (pd_bureau_model_get_record (model) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_queue (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  g_autoptr (PdBureauModel) model = pd_bureau_model_new (fixture->store);
  GtkWidget *queue = pd_queue_place_new (fixture->store, NULL, model);

  gtk_window_set_child (GTK_WINDOW (window), queue);
  gtk_window_present (GTK_WINDOW (window));
  wait_for (queue, is_shown_label, "At the platform and the tax bureau (6)");
  g_assert_true (says (queue, "Asked for, waiting on this computer (1)"));
  g_assert_true (says (queue, "Completed orders, invoice not asked for (1)"));
  g_assert_true (says (queue, "nobody is signed in"));
  wait_for (queue, is_shown_label, "3 invoices wait for it");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_quota (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdBureauModel) model = pd_bureau_model_new (fixture->store);
  const PdQuota *quota;
  g_autofree char *text = NULL;

  wait_for_bureau (model);
  quota = pd_bureau_model_get_quota (model);
  g_assert_true (quota->is_known);
  /* Six at the platform, and the one that was asked for here. */
  g_assert_cmpuint (quota->n_queued, ==, 7);
  text = pd_quota_forecast_text (quota);
  g_assert_nonnull (strstr (text, "7 invoices"));
}

static void
signed_in_cb (PdBureauDialog *dialog, guint released, guint *answer)
{
  *answer = released;
}

static gboolean
is_qr_view (GtkWidget *widget, gconstpointer data)
{
  return PD_IS_QR_VIEW (widget);
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  IssuingCache *cache = data;
  g_autofree char *command = NULL;

  pd_store_get_row_state (session, &pd_bureau_type, cache->bureau, &command, error);
  g_assert_cmpstr (command, ==, "sign_in_by_sms");
  return TRUE;
}

/* It shows the code that there is, asks for another way, and closes by itself when somebody has signed in. */
static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdBureauModel) model = pd_bureau_model_new (fixture->store);
  PdBureauDialog *dialog;
  guint released = G_MAXUINT;

  wait_for_bureau (model);
  dialog = pd_bureau_dialog_new (NULL, model, NULL);
  g_object_ref (dialog);
  g_signal_connect (dialog, "signed-in", G_CALLBACK (signed_in_cb), &released);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_true (pd_qr_view_has_code (PD_QR_VIEW (find (GTK_WIDGET (dialog), is_qr_view, NULL))));
  g_assert_true (says (GTK_WIDGET (dialog), "Scan this code"));
  g_assert_true (says (GTK_WIDGET (dialog), "valid for another"));
  g_signal_emit_by_name (find (GTK_WIDGET (dialog), is_shown_button, "By SMS Instead"), "clicked");
  while (pd_bureau_model_get_pending_command (model) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (pd_store_read (fixture->store, command_job, &fixture->cache, NULL, NULL));
  g_assert_true (pd_store_write (fixture->store, issuing_cache_sign_in, &fixture->cache, NULL, NULL));
  while (released == G_MAXUINT)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (released, ==, 1);
  g_object_unref (dialog);
}

/* The platform says when another code may be asked for. */
static gboolean
again_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  IssuingCache *cache = data;
  g_autoptr (PdRecord) bureau = pd_store_get_record (session, &pd_bureau_type, cache->bureau, error);

  if (bureau == NULL)
    return FALSE;
  if (pd_record_has (bureau, PD_BUREAU_CODE_AGAIN_AT))
    pd_record_clear (bureau, PD_BUREAU_CODE_AGAIN_AT);
  else
    pd_record_set_integer (bureau, PD_BUREAU_CODE_AGAIN_AT, g_get_real_time () + 42 * G_TIME_SPAN_SECOND);
  return issuing_cache_take (session, cache, bureau, error);
}

static void
wait_until_says (gpointer window, const char *text)
{
  while (!says (GTK_WIDGET (window), text))
    g_main_context_iteration (NULL, TRUE);
}

/* A second code within a minute is counted down to: no button asks for what would be refused. */
static void
test_second_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdBureauModel) model = pd_bureau_model_new (fixture->store);
  PdBureauDialog *dialog;

  wait_for_bureau (model);
  dialog = pd_bureau_dialog_new (NULL, model, NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_true (gtk_widget_get_sensitive (find (GTK_WIDGET (dialog), is_shown_button, "New Code")));
  g_assert_true (pd_store_write (fixture->store, again_job, &fixture->cache, NULL, NULL));
  wait_until_says (dialog, "New Code in 0:4");
  g_assert_null (find (GTK_WIDGET (dialog), is_shown_button, "New Code"));
  g_assert_false (gtk_widget_get_sensitive (find (GTK_WIDGET (dialog), is_shown_button, "By SMS Instead")));
  /* The first one may still be scanned. */
  g_assert_true (pd_qr_view_has_code (PD_QR_VIEW (find (GTK_WIDGET (dialog), is_qr_view, NULL))));
  g_assert_true (pd_store_write (fixture->store, again_job, &fixture->cache, NULL, NULL));
  while (find (GTK_WIDGET (dialog), is_shown_button, "New Code") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_get_sensitive (find (GTK_WIDGET (dialog), is_shown_button, "By SMS Instead")));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* --- before an invoice is asked for */

static gboolean
order_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *read = data;

  read->invoice = pd_store_get_record (session, &pd_order_type, read->id, error);
  return read->invoice != NULL;
}

static gboolean
is_check_button (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_CHECK_BUTTON (widget);
}

static void
issue_cb (PdChecklistDialog *dialog, gboolean *issued)
{
  *issued = TRUE;
}

static void
test_checklist (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *id;
    const char *button;
    const char *sentence;
  } rows[] = {
    { fixture->cache.plain, "Issue Invoice", "1 thing to look at again" },
    { fixture->cache.wrong, "Issue All the Same", "1 thing will be refused" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Read read = { .id = rows[i].id };
      PdChecklistDialog *dialog;
      gboolean issued = FALSE;

      g_assert_true (pd_store_read (fixture->store, order_job, &read, NULL, NULL));
      dialog = pd_checklist_dialog_new (NULL, fixture->store, read.invoice);
      pd_record_unref (read.invoice);
      g_signal_connect (dialog, "issue", G_CALLBACK (issue_cb), &issued);
      gtk_window_present (GTK_WINDOW (dialog));
      while (!pd_checklist_dialog_is_ready (dialog))
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (says (GTK_WIDGET (dialog), rows[i].sentence));
      g_signal_emit_by_name (find (GTK_WIDGET (dialog), is_shown_button, rows[i].button), "clicked");
      g_assert_true (issued);
    }
}

/* What does not fit into the quota is named, and left out unless a person wants it. */
static gboolean
rows_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  GArray **rows = data;

  query->state = g_strdup (PD_ORDER_STATE_OPEN);
  *rows = pd_store_query_rows (session, query, NULL, error);
  return *rows != NULL;
}

static void
asked_cb (PdBulkDialog *dialog, GPtrArray *entries, guint *n)
{
  *n = pd_bulk_count (entries, PD_BULK_DONE, NULL);
}

static void
test_over_quota (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) rows = NULL;
  PdBulkDialog *dialog;
  GtkWidget *leave_out;
  guint n_done = 0;

  g_assert_true (pd_store_read (fixture->store, rows_job, &rows, NULL, NULL));
  /* The one that is asked for already, the plain one, and the one that is too large. */
  g_assert_cmpuint (rows->len, ==, 3);
  dialog = pd_bulk_dialog_new (NULL, fixture->store, rows, "issue");
  g_object_ref (dialog);
  g_signal_connect (dialog, "asked", G_CALLBACK (asked_cb), &n_done);
  gtk_window_present (GTK_WINDOW (dialog));
  while (!g_str_equal (pd_bulk_dialog_get_step (dialog), "confirm"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (says (GTK_WIDGET (dialog), "1 invoice does not fit into what is left of the quota"));
  g_assert_nonnull (find (GTK_WIDGET (dialog), is_shown_button, "Issue 1 Invoice"));
  leave_out = find (GTK_WIDGET (dialog), is_check_button, NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (leave_out), FALSE);
  g_assert_nonnull (find (GTK_WIDGET (dialog), is_shown_button, "Issue 2 Invoices"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (leave_out), TRUE);
  g_signal_emit_by_name (find (GTK_WIDGET (dialog), is_shown_button, "Issue 1 Invoice"), "clicked");
  while (!g_str_equal (pd_bulk_dialog_get_step (dialog), "result"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_done, ==, 1);
  wait_for (GTK_WIDGET (dialog), is_shown_label, "Waiting to be sent 1");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (dialog);
}

/* --- after several were asked for */

static gboolean
csv_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) results = pd_bulk_read_results (session, data, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  g_assert_nonnull (results);
  bytes = pd_bulk_results_to_csv (results);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_true (g_str_has_prefix (text, "\xef\xbb\xbf\"Order\",\"Buyer\""));
  g_assert_nonnull (strstr (text, "\"300.00\",\"Issued\",\"26372000000000000999\t\""));
  return TRUE;
}

static void
test_results (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  PdBulkEntry asked = {
    .id = fixture->cache.asked, .number = (char *) "PX-1", .total = 30000, .state = PD_BULK_DONE
  };
  PdBulkEntry left_out = {
    .id = fixture->cache.plain, .number = (char *) "PX-2", .total = 12000, .state = PD_BULK_REFUSED
  };
  GtkWidget *results;

  g_ptr_array_add (entries, &asked);
  g_ptr_array_add (entries, &left_out);
  results = pd_bulk_results_new (fixture->store, entries);
  gtk_window_set_child (GTK_WINDOW (window), results);
  gtk_window_present (GTK_WINDOW (window));
  wait_for (results, is_shown_label, "Waiting to be sent 1");
  g_assert_true (pd_store_write (fixture->store, issuing_cache_issue_asked, &fixture->cache, NULL, NULL));
  wait_for (results, is_shown_label, "Issued 1");
  g_assert_cmpuint (pd_bulk_results_count (PD_BULK_RESULTS (results), PD_BULK_OUTCOME_ISSUED), ==, 1);
  g_assert_true (says (results, "26372000000000000999"));
  g_assert_true (pd_store_read (fixture->store, csv_job, entries, NULL, NULL));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function) g_test_add ("/issuing/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("progress", test_progress);
  ADD ("chips", test_chips);
  ADD ("queue", test_queue);
  ADD ("quota", test_quota);
  ADD ("sign-in", test_sign_in);
  ADD ("second-code", test_second_code);
  ADD ("checklist", test_checklist);
  ADD ("over-quota", test_over_quota);
  ADD ("results", test_results);
#undef ADD
  return g_test_run ();
}
