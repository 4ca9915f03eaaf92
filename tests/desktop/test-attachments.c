/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "desktop/pd-attachments.h"
#include "desktop-fixture.h"
#include "model/pd-order.h"
#include "store/pd-store-blobs.h"
#include "store/pd-store-records.h"

/* The section of a record's page that shows its attachments, by itself. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWidget *window;
  PdAttachments *section;
  char *order_id;
  PdRecord *order; /* as last shown */
} Fixture;

typedef struct
{
  const char *id;
  PdRecord *record;
  const char *sha256;
  const PdRecord *attachment;
} Job;

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, ((Job *) data)->record, 1773023445000000, error);
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->record = pd_store_get_record (session, &pd_order_type, job->id, error);
  return job->record != NULL;
}

static gboolean
sent_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_blob_set_done (session, ((Job *) data)->sha256, error);
}

static gboolean
bad_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_blob_set_problem (session, ((Job *) data)->sha256, "The file is damaged.", error);
}

static void
write_job (Fixture *fixture, PdStoreJob job, Job *data)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (fixture->store, job, data, NULL, &error);
  g_assert_no_error (error);
}

/* What the page around the section does. */
static void
show (Fixture *fixture)
{
  Job job = { .id = fixture->order_id };
  g_autoptr (GError) error = NULL;

  pd_store_read (fixture->store, load_job, &job, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&fixture->order, pd_record_unref);
  fixture->order = job.record;
  pd_attachments_show (fixture->section, fixture->order);
}

static void
changed_cb (PdStore *store, const char *type, Fixture *fixture)
{
  show (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  Job job = { .record = pd_order_new (1773023445000000, "2026-03-09") };
  PdRecord *line = pd_order_add_line (job.record, 1773023445000000);

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_record_set_text (job.record, PD_ORDER_BUYER_NAME, "甲公司");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "打印纸");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 10000);
  fixture->order_id = g_strdup (pd_record_get_id (job.record));
  write_job (fixture, save_job, &job);
  pd_record_unref (job.record);
  fixture->window = gtk_window_new ();
  fixture->section = PD_ATTACHMENTS (pd_attachments_new (fixture->store));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (fixture->section));
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 420, 400);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), fixture);
  show (fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_signal_handlers_disconnect_by_data (fixture->store, fixture);
  g_clear_pointer (&fixture->order, pd_record_unref);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  g_free (fixture->order_id);
}

typedef gboolean (*Match) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *widget, Match match, const char *text)
{
  if (gtk_widget_get_mapped (widget) && match (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_row (GtkWidget *widget, const char *name)
{
  return ADW_IS_ACTION_ROW (widget) &&
         g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), name);
}

static gboolean
is_button (GtkWidget *widget, const char *label)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static gboolean
is_icon_button (GtkWidget *widget, const char *icon)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), icon) == 0;
}

static gboolean
is_label (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static GtkWidget *
wait_for (GtkWidget *root, Match match, const char *text)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  GtkWidget *found;

  while ((found = find (root, match, text)) == NULL)
    {
      if (g_get_monotonic_time () > end)
        g_error ("There is no “%s”.", text);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  return found;
}

static void
wait_gone (GtkWidget *root, Match match, const char *text)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (find (root, match, text) != NULL)
    {
      if (g_get_monotonic_time () > end)
        g_error ("There still is “%s”.", text);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
add (Fixture *fixture, const char *name, gint64 size)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GSList list = { file, NULL };

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
  if (size > 0)
    g_assert_cmpint (truncate (path, size), ==, 0);
  pd_attachments_add_files (fixture->section, &list);
}

static const char *
subtitle (Fixture *fixture, const char *name)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (wait_for (fixture->window, is_row, name)));
}

static void
wait_subtitle (Fixture *fixture, const char *name, const char *words)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (subtitle (fixture, name) == NULL || strstr (subtitle (fixture, name), words) == NULL)
    {
      if (g_get_monotonic_time () > end)
        g_error ("“%s” does not say “%s” but “%s”.", name, words, subtitle (fixture, name));
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static const char *
hash_of (Fixture *fixture, guint index)
{
  return pd_record_get_text (g_ptr_array_index (pd_record_get_attachments (fixture->order), index),
                             PD_ATTACHMENT_SHA256);
}

/* Nothing but a heading, a button and a hint; then a row for each file, which says where the file is. */
static void
test_states (Fixture *fixture, gconstpointer data)
{
  Job job = { 0 };
  GtkWidget *button;

  wait_for (fixture->window, is_label, "No files.");
  button = wait_for (fixture->window, is_button, "Attach…");
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (button), "50"));
  add (fixture, "合同 <1>.pdf", 0);
  wait_for (fixture->window, is_row, "合同 <1>.pdf");
  wait_gone (fixture->window, is_label, "No files.");
  wait_subtitle (fixture, "合同 <1>.pdf", "Waits to be sent");
  job.sha256 = hash_of (fixture, 0);
  write_job (fixture, sent_job, &job);
  wait_subtitle (fixture, "合同 <1>.pdf", "Already on the platform");
  add (fixture, "b.txt", 0);
  wait_for (fixture->window, is_row, "b.txt");
  job.sha256 = hash_of (fixture, 1);
  write_job (fixture, bad_job, &job);
  wait_subtitle (fixture, "b.txt", "The file is damaged.");
  /* A file that another desktop added. */
  pd_store_blob_discard (pd_store_get_path (fixture->store), hash_of (fixture, 0));
  show (fixture);
  wait_subtitle (fixture, "合同 <1>.pdf", "On the platform only");
}

/* Each button says what it does; a row can be opened with the keyboard. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  add (fixture, "a.txt", 0);
  row = wait_for (fixture->window, is_row, "a.txt");
  g_assert_nonnull (gtk_widget_get_tooltip_text (find (row, is_icon_button, "user-trash-symbolic")));
  g_assert_nonnull (gtk_widget_get_tooltip_text (find (row, is_icon_button, "document-save-as-symbolic")));
  g_assert_true (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
}

/* Both directions can be taken back. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  add (fixture, "a.txt", 0);
  wait_for (fixture->window, is_label, "“a.txt” was attached.");
  g_signal_emit_by_name (wait_for (fixture->window, is_button, "Undo"), "clicked");
  wait_gone (fixture->window, is_row, "a.txt");
  wait_gone (fixture->window, is_button, "Undo");
  add (fixture, "b.txt", 0);
  row = wait_for (fixture->window, is_row, "b.txt");
  g_signal_emit_by_name (wait_for (fixture->window, is_button, "Undo"), "clicked");
  wait_gone (fixture->window, is_row, "b.txt");
  wait_gone (fixture->window, is_button, "Undo");
  add (fixture, "c.txt", 0);
  row = wait_for (fixture->window, is_row, "c.txt");
  /* Delete, with the focus on the row. */
  gtk_widget_grab_focus (row);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->section), "attachments.remove", NULL));
  wait_for (fixture->window, is_label, "No files.");
}

static void
test_removal_undone (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  add (fixture, "a.txt", 0);
  row = wait_for (fixture->window, is_row, "a.txt");
  wait_for (fixture->window, is_label, "was attached.");
  g_signal_emit_by_name (find (row, is_icon_button, "user-trash-symbolic"), "clicked");
  wait_gone (fixture->window, is_row, "a.txt");
  /* The toast of the addition goes first. */
  while (find (fixture->window, is_label, "was removed.") == NULL)
    {
      GtkWidget *close = find (fixture->window, is_icon_button, "window-close-symbolic");

      if (close != NULL)
        g_signal_emit_by_name (close, "clicked");
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_signal_emit_by_name (wait_for (fixture->window, is_button, "Undo"), "clicked");
  wait_for (fixture->window, is_row, "a.txt");
  wait_subtitle (fixture, "a.txt", "Waits to be sent");
}

static GtkWidget *
wait_for_dialog (void)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  for (;;)
    {
      g_autoptr (GList) windows = gtk_window_list_toplevels ();

      for (GList *window = windows; window != NULL; window = window->next)
        if (ADW_IS_MESSAGE_DIALOG (window->data) && gtk_widget_get_mapped (window->data))
          return window->data;
      if (g_get_monotonic_time () > end)
        g_error ("There is no dialog.");
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

/* What cannot be attached is said in a sentence, with the file's name. */
static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  const char *body;

  add (fixture, "large.bin", PD_ATTACHMENT_MAX_BYTES + 1);
  dialog = wait_for_dialog ();
  body = adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog));
  g_assert_nonnull (strstr (body, "large.bin"));
  g_assert_nonnull (strstr (body, "50 MB"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_null (find (fixture->window, is_row, "large.bin"));
}

/* A record that takes no attachments, and none at all. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  pd_attachments_show (fixture->section, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->section)));
  show (fixture);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->section)));
}

/* What the platform would refuse later is refused at once, with the reason; whoever may, may. */
static void
test_role (Fixture *fixture, gconstpointer data)
{
  pd_attachments_set_role (fixture->section, "warehouse");
  wait_for (fixture->window, is_label, "Your role");
  add (fixture, "a.pdf", 0);
  wait_for (fixture->window, is_label, "attach files here");
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  show (fixture);
  g_assert_cmpuint (pd_record_get_attachments (fixture->order)->len, ==, 0);
  pd_attachments_set_role (fixture->section, "clerk");
  wait_for (fixture->window, is_label, "Drop one here");
  add (fixture, "b.pdf", 0);
  wait_for (fixture->window, is_row, "b.pdf");
  wait_for (fixture->window, is_icon_button, "user-trash-symbolic");
  pd_attachments_set_role (fixture->section, "warehouse");
  wait_gone (fixture->window, is_icon_button, "user-trash-symbolic");
  wait_for (fixture->window, is_icon_button, "document-save-as-symbolic");
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/attachments/states", test_states },       { "/attachments/names", test_names },
    { "/attachments/undo", test_undo },           { "/attachments/removal-undone", test_removal_undone },
    { "/attachments/too-large", test_too_large }, { "/attachments/hidden", test_hidden },
    { "/attachments/role", test_role },
  };

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
