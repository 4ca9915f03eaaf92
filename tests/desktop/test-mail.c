/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-delivery-dialog.h"
#include "desktop/pd-verification-dialog.h"
#include "issuing-cache.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-verification-record.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

/* The dialogs of mail and of verification, each by itself. */

typedef struct
{
  char *folder;
  PdStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

/* The n-th widget of a type that is to be seen, counting from 0. */
static GtkWidget *
find (GtkWidget *widget, GType type, guint *n)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkEditable *
entry (gpointer window, guint n)
{
  GtkWidget *found = find (adw_window_get_content (window), GTK_TYPE_ENTRY, &n);

  g_assert_nonnull (found);
  return GTK_EDITABLE (found);
}

static void
push (gpointer window, const char *label)
{
  for (guint i = 0;; i++)
    {
      guint n = i;
      GtkWidget *button = find (adw_window_get_content (window), GTK_TYPE_BUTTON, &n);

      g_assert_nonnull (button);
      if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) != 0)
        continue;
      g_signal_emit_by_name (button, "clicked");
      return;
    }
}

typedef struct
{
  const PdRecordType *type;
  guint n;
  PdRecord *record; /* (owned) (nullable) the newest */
} Count;

static gboolean
count_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (count->type);
  g_autoptr (GArray) found = pd_store_query_rows (session, query, NULL, error);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_nonnull (found);
  count->n = found->len;
  rows = pd_store_get_rows (session, count->type, (const gint64 *) found->data, found->len, error);
  if (count->n > 0)
    count->record = pd_record_ref (((PdStoreRow *) rows->pdata[0])->record);
  return TRUE;
}

/* Returns: (nullable): one of them, when there are as many */
static PdRecord *
wait_for (Fixture *fixture, const PdRecordType *type, guint n)
{
  for (gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND; g_get_monotonic_time () < end;)
    {
      Count count = { .type = type };

      g_assert_true (pd_store_read (fixture->store, count_job, &count, NULL, NULL));
      if (count.n == n)
        return count.record;
      g_clear_pointer (&count.record, pd_record_unref);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
  g_error ("There are not %u of %s.", n, type->name);
}

static void
settle (void)
{
  for (gint64 end = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 5; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
}

/* A scanner types the code letter by letter; the fields are filled in, and what is no code says so. */
static void
test_verification (Fixture *fixture, gconstpointer data)
{
  static const char code[] = "01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941";
  PdVerificationDialog *dialog = pd_verification_dialog_new (NULL, fixture->store, "finance");
  g_autoptr (PdRecord) record = NULL;

  gtk_editable_set_text (entry (dialog, 0), "https://example.com");
  push (dialog, "Verify");
  settle ();
  g_assert_null (wait_for (fixture, &pd_verification_type, 0));
  for (gsize i = 1; i < sizeof code; i++)
    {
      g_autofree char *typed = g_strndup (code, i);

      gtk_editable_set_text (entry (dialog, 0), typed);
    }
  g_assert_cmpstr (gtk_editable_get_text (entry (dialog, 1)), ==, "033002000211");
  g_assert_cmpstr (gtk_editable_get_text (entry (dialog, 2)), ==, "83089647");
  g_assert_cmpstr (gtk_editable_get_text (entry (dialog, 3)), ==, "2020-07-23");
  push (dialog, "Verify");
  record = wait_for (fixture, &pd_verification_type, 1);
  g_assert_cmpstr (pd_record_get_text (record, PD_VERIFICATION_FIELD_KIND), ==, "10");
  g_assert_cmpstr (pd_record_get_text (record, PD_VERIFICATION_FIELD_CHECK), ==, "16197833567414507415");
  g_assert_false (pd_record_has (record, PD_VERIFICATION_FIELD_AMOUNT));
  g_assert_cmpstr (pd_record_get_state (record), ==, PD_VERIFICATION_STATE_WAITING);
  settle ();
  g_assert_cmpstr (gtk_editable_get_text (entry (dialog, 0)), ==, "");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static AdwMessageDialog *
find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

static void
answer (const char *response)
{
  for (gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
       find_question () == NULL && g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (find_question ());
  adw_message_dialog_response (find_question (), response);
  settle ();
}

/* Who was to be mailed this invoice already is mailed again only when a person says so. */
static void
mail_again (Fixture *fixture, const char *invoice)
{
  const char *ids[] = { invoice, NULL };
  PdDeliveryDialog *dialog = pd_delivery_dialog_new (NULL, fixture->store, ids);
  g_autoptr (PdRecord) before = NULL;
  g_autoptr (PdRecord) others = NULL;
  g_autoptr (PdRecord) again = NULL;

  settle ();
  gtk_editable_set_text (entry (dialog, 0), "WANG@example.com, sun@example.com");
  push (dialog, "Send");
  answer ("close");
  before = wait_for (fixture, &pd_delivery_type, 2);
  push (dialog, "Send");
  answer ("others");
  others = wait_for (fixture, &pd_delivery_type, 3);
  settle ();
  dialog = pd_delivery_dialog_new (NULL, fixture->store, ids);
  settle ();
  gtk_editable_set_text (entry (dialog, 0), "sun@example.com");
  push (dialog, "Send");
  answer ("again");
  again = wait_for (fixture, &pd_delivery_type, 4);
  settle ();
}

/* Each address is a delivery of its own; what is no address sends nothing. */
static void
test_delivery (Fixture *fixture, gconstpointer data)
{
  IssuingCache cache = { .now = g_get_real_time () };
  PdDeliveryDialog *dialog;
  g_autoptr (PdRecord) delivery = NULL;
  const char *ids[] = { NULL, NULL };

  g_assert_true (pd_store_write (fixture->store, issuing_cache_fill, &cache, NULL, NULL));
  ids[0] = cache.issued;
  dialog = pd_delivery_dialog_new (NULL, fixture->store, ids);
  settle ();
  gtk_editable_set_text (entry (dialog, 0), "wang@example.com, nobody");
  push (dialog, "Send");
  settle ();
  g_assert_null (wait_for (fixture, &pd_delivery_type, 0));
  gtk_editable_set_text (entry (dialog, 0), "wang@example.com，li@example.com");
  gtk_editable_set_text (entry (dialog, 1), "boss@example.com");
  push (dialog, "Send");
  delivery = wait_for (fixture, &pd_delivery_type, 2);
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_INVOICE_ID), ==, cache.issued);
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_COPIES), ==, "boss@example.com");
  g_assert_null (pd_record_get_text (delivery, PD_DELIVERY_LANGUAGE));
  settle ();
  mail_again (fixture, cache.issued);
  issuing_cache_clear (&cache);
}

/* (nullable): the widget of a type that is to be seen and says so */
static GtkWidget *
labelled (gpointer window, GType type, const char *text)
{
  for (guint i = 0;; i++)
    {
      guint n = i;
      GtkWidget *found = find (adw_window_get_content (window), type, &n);
      const char *label;

      if (found == NULL)
        return NULL;
      label = GTK_IS_LABEL (found)          ? gtk_label_get_text (GTK_LABEL (found))
              : GTK_IS_CHECK_BUTTON (found) ? gtk_check_button_get_label (GTK_CHECK_BUTTON (found))
                                            : gtk_button_get_label (GTK_BUTTON (found));
      if (g_strcmp0 (label, text) == 0)
        return found;
    }
}

static guint
count_entries (gpointer window)
{
  for (guint i = 0;; i++)
    {
      guint n = i;

      if (find (adw_window_get_content (window), GTK_TYPE_ENTRY, &n) == NULL)
        return i;
    }
}

static gboolean
rows_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GArray **rows = data;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_invoice_type);

  *rows = pd_store_query_rows (session, query, NULL, error);
  return *rows != NULL;
}

static GArray *
all_invoices (Fixture *fixture)
{
  GArray *rows = NULL;

  g_assert_true (pd_store_read (fixture->store, rows_job, &rows, NULL, NULL));
  return rows;
}

static void
untick (gpointer dialog, const char *label)
{
  GtkWidget *check = labelled (dialog, GTK_TYPE_CHECK_BUTTON, label);

  g_assert_nonnull (check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
}

/* Of several invoices each gets a mail with the files that were chosen; what was not issued is left out, and said. */
static void
test_several (Fixture *fixture, gconstpointer data)
{
  IssuingCache cache = { .now = g_get_real_time () };
  g_autoptr (GArray) rows = NULL;
  g_autoptr (PdRecord) delivery = NULL;
  PdDeliveryDialog *dialog;
  guint n;

  g_assert_true (pd_store_write (fixture->store, issuing_cache_fill, &cache, NULL, NULL));
  rows = all_invoices (fixture);
  dialog = pd_delivery_dialog_new_for_rows (NULL, fixture->store, rows);
  settle ();
  g_assert_nonnull (labelled (dialog, GTK_TYPE_LABEL, "Left out"));
  /* One entry an invoice, and the one for copies. */
  n = count_entries (dialog) - 1;
  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (n, <, rows->len);
  for (guint i = 0; i < n; i++)
    gtk_editable_set_text (entry (dialog, i), "wang@example.com");
  untick (dialog, "PDF");
  untick (dialog, "OFD");
  untick (dialog, "XML");
  g_assert_nonnull (labelled (dialog, GTK_TYPE_LABEL, "Choose at least one kind of file."));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (labelled (dialog, GTK_TYPE_CHECK_BUTTON, "PDF")), TRUE);
  {
    g_autofree char *label = g_strdup_printf ("Send %u Mails", n);
    g_autofree char *headline = g_strdup_printf ("Waiting to be mailed %u", n);

    push (dialog, label);
    delivery = wait_for (fixture, &pd_delivery_type, n);
    settle ();
    g_assert_nonnull (labelled (dialog, GTK_TYPE_LABEL, headline));
  }
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_FILES), ==, "pdf");
  g_assert_nonnull (labelled (dialog, GTK_TYPE_LABEL, "Left out"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  issuing_cache_clear (&cache);
}

/* More than anybody would look through is refused with a number. */
static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (gint64));
  PdDeliveryDialog *dialog;

  g_array_set_size (rows, PD_DELIVERY_DIALOG_MAX + 1);
  dialog = pd_delivery_dialog_new_for_rows (NULL, fixture->store, rows);
  settle ();
  g_assert_nonnull (
      labelled (dialog, GTK_TYPE_LABEL, "At most 200 invoices can be mailed at once; 201 are selected."));
  g_assert_false (gtk_widget_get_sensitive (labelled (dialog, GTK_TYPE_BUTTON, "Send")));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
add (const char *name, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_test_add (name, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  add ("/mail/verification", test_verification);
  add ("/mail/delivery", test_delivery);
  add ("/mail/several", test_several);
  add ("/mail/too-many", test_too_many);
  return g_test_run ();
}
