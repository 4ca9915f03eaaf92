/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-times-dialog.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-times-chart.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GWeakRef content;      /* of GtkWidget */
  PdInvoiceTimes *times; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_weak_ref_clear (&look->content);
  g_clear_pointer (&look->times, pd_invoice_times_free);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->times = pd_store_get_invoice_times (session, PD_INVOICE_TIMES_SAMPLE, error);
  return look->times != NULL;
}

static void
show_times (GtkWidget *content, PdInvoiceTimes *times)
{
  guint n = pd_invoice_times_get_n_invoices (times);
  g_autoptr (GArray) list = pd_invoice_times_list (times);
  g_autofree char *text = g_strdup_printf (
      ngettext ("Of the last invoice that was issued: how long each stage took.",
                "Of the last %u invoices that were issued: how long each stage took. The strong "
                "part of a bar is the half, all of it nine of ten.",
                n),
      n);

  pd_layout_empty (content);
  if (list->len == 0)
    {
      gtk_box_append (
          GTK_BOX (content),
          pd_layout_text (_ ("No invoice with a timeline has been issued yet. Once there is one, its "
                             "stages are shown here."),
                          NULL));
      return;
    }
  gtk_box_append (GTK_BOX (content), pd_layout_text (text, "dim-label"));
  gtk_box_append (GTK_BOX (content), pd_times_chart_new (list));
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *look = pd_store_job_data (result);
  g_autoptr (GtkWidget) content = g_weak_ref_get (&look->content);

  if (content == NULL)
    return;
  if (ok)
    show_times (content, look->times);
  else
    gtk_box_append (GTK_BOX (content), pd_layout_text (error->message, "error"));
}

/**
 * pd_times_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 *
 * Returns: (transfer none): a window that shows where the time of issuing goes; show it with gtk_window_present()
 */
GtkWidget *
pd_times_dialog_new (GtkWindow *parent, PdStore *store)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *self = pd_layout_reading_window (parent, _ ("Where the Time Goes"), 480, 560, NULL, content);
  Look *look = g_new0 (Look, 1);

  g_weak_ref_init (&look->content, content);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, look_job, look, look_free, NULL, looked_cb, NULL);
  return self;
}
