/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-delivery-dialog.h"

#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Asks to whom invoices are to be mailed. Each recipient gets a mail of its own, whose state is told apart. */

struct _PdDeliveryDialog
{
  AdwWindow parent_instance;

  GtkWidget *recipients; /* a box of entries, one an invoice */
  GtkWidget *copies;
  GtkWidget *language;
  GtkWidget *files;
  GtkWidget *trouble;
  GtkWidget *send;

  PdStore *store;            /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GPtrArray *invoices;       /* (owned) of PdRecord */
  GPtrArray *entries;        /* (owned) of GtkWidget, as @invoices */
};

enum
{
  ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdDeliveryDialog, pd_delivery_dialog, ADW_TYPE_WINDOW)

/* As the drop-down has them. */
static const char *const languages[] = { NULL, PD_DELIVERY_LANGUAGE_CHINESE, PD_DELIVERY_LANGUAGE_ENGLISH };

static void
set_trouble (PdDeliveryDialog *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->trouble), text != NULL ? text : "");
  gtk_widget_set_visible (self->trouble, text != NULL);
}

/* --- what is asked for */

/** Making: deliveries that are on their way into the cache. */
typedef struct
{
  GWeakRef dialog;
  GPtrArray *deliveries; /* (owned) of PdRecord */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_weak_ref_clear (&making->dialog);
  g_ptr_array_unref (making->deliveries);
  g_free (making);
}

/* All of them or none. */
static gboolean
making_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Making *making = data;

  for (guint i = 0; i < making->deliveries->len; i++)
    if (!pd_store_save_record (session, g_ptr_array_index (making->deliveries, i), pd_now (), error))
      return FALSE;
  return TRUE;
}

/* (nullable): the deliveries as they are written in the dialog; NULL, with a sentence, when something is wrong */
static GPtrArray *
read_deliveries (PdDeliveryDialog *self, GError **error)
{
  g_autoptr (GPtrArray) deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autofree char *today = pd_today ();
  const char *copies = gtk_editable_get_text (GTK_EDITABLE (self->copies));
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->language));

  for (guint i = 0; i < self->invoices->len; i++)
    {
      const char *text = gtk_editable_get_text (g_ptr_array_index (self->entries, i));
      g_auto (GStrv) addresses = pd_mail_addresses_split (text);

      for (guint at = 0; addresses[at] != NULL; at++)
        {
          PdRecord *delivery = pd_delivery_new (pd_now (), today, g_ptr_array_index (self->invoices, i),
                                                addresses[at], *copies != '\0' ? copies : NULL);
          g_autoptr (GPtrArray) problems = NULL;
          const PdProblem *problem;

          g_ptr_array_add (deliveries, delivery);
          pd_record_set_text (delivery, PD_DELIVERY_LANGUAGE,
                              chosen < G_N_ELEMENTS (languages) ? languages[chosen] : NULL);
          problems = pd_record_check (delivery, PD_REQUIRED_TO_SAVE);
          problem = pd_problems_first_error (problems);
          if (problem == NULL)
            continue;
          g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, "%s: %s", addresses[at],
                       problem->message);
          return NULL;
        }
    }
  return g_steal_pointer (&deliveries);
}

static void
changed_cb (PdDeliveryDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) deliveries = read_deliveries (self, &error);

  set_trouble (self, error != NULL ? error->message : NULL);
  gtk_widget_set_sensitive (self->send, deliveries != NULL && deliveries->len > 0);
}

static void
made_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Making *making = pd_store_job_data (result);
  g_autoptr (PdDeliveryDialog) self = g_weak_ref_get (&making->dialog);

  if (self == NULL || self->store == NULL)
    return;
  if (!ok)
    {
      set_trouble (self, error->message);
      gtk_widget_set_sensitive (self->send, TRUE);
      return;
    }
  g_signal_emit (self, signals[ASKED], 0, making->deliveries->len);
  gtk_window_close (GTK_WINDOW (self));
}

static void
send_cb (PdDeliveryDialog *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *deliveries = read_deliveries (self, &error);
  Making *making;

  if (deliveries == NULL || deliveries->len == 0)
    {
      set_trouble (self, error != NULL ? error->message : _ ("Enter a mail address."));
      g_clear_pointer (&deliveries, g_ptr_array_unref);
      return;
    }
  gtk_widget_set_sensitive (self->send, FALSE);
  making = g_new0 (Making, 1);
  g_weak_ref_init (&making->dialog, self);
  making->deliveries = deliveries;
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, making_job, making, making_free, NULL, made_cb,
                        NULL);
}

/* --- loading */

/** Look: the invoices, and where each would go. */
typedef struct
{
  GWeakRef dialog;
  char **ids;           /* (owned) */
  GPtrArray *invoices;  /* (owned) of PdRecord */
  GPtrArray *addresses; /* (owned) of char, or NULL */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_weak_ref_clear (&look->dialog);
  g_strfreev (look->ids);
  g_ptr_array_unref (look->invoices);
  g_ptr_array_unref (look->addresses);
  g_free (look);
}

/* The order's address, or the one that is kept with the buyer. (nullable) */
static char *
find_address (PdStoreSession *session, const PdRecord *invoice)
{
  const char *order_id = pd_record_get_text (invoice, PD_INVOICE_ORDER_ID);
  const char *name = pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME);
  g_autoptr (PdRecord) order =
      order_id != NULL ? pd_store_get_record (session, &pd_order_type, order_id, NULL) : NULL;
  g_autofree char *buyer_id = NULL;
  g_autoptr (PdRecord) buyer = NULL;

  if (order != NULL && pd_record_has (order, PD_ORDER_BUYER_EMAIL))
    return g_strdup (pd_record_get_text (order, PD_ORDER_BUYER_EMAIL));
  buyer_id = name != NULL ? pd_store_find_by (session, &pd_buyer_type, PD_BUYER_NAME, name, NULL) : NULL;
  buyer = buyer_id != NULL ? pd_store_get_record (session, &pd_buyer_type, buyer_id, NULL) : NULL;
  return buyer != NULL ? g_strdup (pd_record_get_text (buyer, PD_BUYER_EMAIL)) : NULL;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  for (guint i = 0; look->ids[i] != NULL; i++)
    {
      PdRecord *invoice = pd_store_get_record (session, &pd_invoice_type, look->ids[i], error);

      if (invoice == NULL)
        return FALSE;
      g_ptr_array_add (look->invoices, invoice);
      g_ptr_array_add (look->addresses, find_address (session, invoice));
    }
  return TRUE;
}

static GtkWidget *
create_entry (PdDeliveryDialog *self, const char *caption, const char *placeholder)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), 1000);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_EMAIL);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, caption);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  return entry;
}

static void
add_invoice (PdDeliveryDialog *self, PdRecord *invoice, const char *address)
{
  const char *number = pd_record_get_text (invoice, PD_INVOICE_NUMBER);
  const char *buyer = pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME);
  g_autofree char *caption =
      g_strdup_printf ("%s · %s", number != NULL ? number : _ ("Invoice without a number"),
                       buyer != NULL ? buyer : "");
  GtkWidget *entry = create_entry (self, caption, "name@example.com");

  gtk_box_append (GTK_BOX (self->recipients), pd_layout_text (caption, "caption"));
  gtk_box_append (GTK_BOX (self->recipients), entry);
  g_ptr_array_add (self->invoices, pd_record_ref (invoice));
  g_ptr_array_add (self->entries, entry);
  if (address != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), address);
}

/* What the mail carries: whatever there is of the invoice's files. */
static void
show_files (PdDeliveryDialog *self)
{
  static const guint fields[] = { PD_INVOICE_PDF_HASH, PD_INVOICE_OFD_HASH, PD_INVOICE_XML_HASH };
  static const char *const names[] = { "PDF", "OFD", "XML" };
  g_autoptr (GPtrArray) there = g_ptr_array_new ();
  g_autofree char *list = NULL;
  g_autofree char *text = NULL;

  for (guint kind = 0; kind < G_N_ELEMENTS (fields); kind++)
    for (guint i = 0; i < self->invoices->len; i++)
      if (pd_record_has (g_ptr_array_index (self->invoices, i), fields[kind]))
        {
          g_ptr_array_add (there, (gpointer) names[kind]);
          break;
        }
  g_ptr_array_add (there, NULL);
  list = g_strjoinv (" · ", (char **) there->pdata);
  if (*list == '\0')
    text = g_strdup (_ ("The mail goes out when the invoice is issued and its files have come."));
  else
    /* Translators: kinds of files, as PDF · OFD · XML */
    text = g_strdup_printf (_ ("The mail carries the invoice's files: %s."), list);
  gtk_label_set_text (GTK_LABEL (self->files), text);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *look = pd_store_job_data (result);
  g_autoptr (PdDeliveryDialog) self = g_weak_ref_get (&look->dialog);

  if (self == NULL || self->store == NULL)
    return;
  if (!ok)
    {
      set_trouble (self, error->message);
      return;
    }
  for (guint i = 0; i < look->invoices->len; i++)
    add_invoice (self, g_ptr_array_index (look->invoices, i), g_ptr_array_index (look->addresses, i));
  show_files (self);
  changed_cb (self);
  if (self->entries->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->entries, 0));
}

/* --- the window */

static void
pd_delivery_dialog_dispose (GObject *object)
{
  PdDeliveryDialog *self = PD_DELIVERY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_delivery_dialog_parent_class)->dispose (object);
}

static void
pd_delivery_dialog_finalize (GObject *object)
{
  PdDeliveryDialog *self = PD_DELIVERY_DIALOG (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->invoices);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (pd_delivery_dialog_parent_class)->finalize (object);
}

static void
pd_delivery_dialog_class_init (PdDeliveryDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_delivery_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_delivery_dialog_finalize;

  /**
   * PdDeliveryDialog::asked:
   * @n: how many mails were asked for
   */
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_language (PdDeliveryDialog *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = pd_layout_text (_ ("Language of the mail"), NULL);

  gtk_string_list_append (labels, _ ("As the company set it"));
  gtk_string_list_append (labels, _ (pd_choice_label (pd_delivery_language_choices, languages[1])));
  gtk_string_list_append (labels, _ (pd_choice_label (pd_delivery_language_choices, languages[2])));
  self->language = pd_drop_down_new (G_LIST_MODEL (labels));
  pd_set_accessible_label (self->language, _ ("Language of the mail"));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->language);
  return box;
}

static GtkWidget *
create_header (PdDeliveryDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));

  self->send = gtk_button_new_with_label (_ ("Send"));
  gtk_widget_add_css_class (self->send, "suggested-action");
  gtk_widget_set_sensitive (self->send, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (self->send, "clicked", G_CALLBACK (send_cb), self);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->send);
  return header;
}

static void
pd_delivery_dialog_init (PdDeliveryDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->cancellable = g_cancellable_new ();
  self->invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  self->entries = g_ptr_array_new ();
  self->recipients = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->files = pd_layout_text (NULL, "dim-label");
  self->trouble = pd_layout_text (NULL, "error");
  gtk_box_append (GTK_BOX (box), create_header (self));
  self->copies = create_entry (self, _ ("Copies to"), _ ("Nobody else"));
  gtk_widget_set_visible (self->trouble, FALSE);
  pd_layout_set_margins (content, 18);
  gtk_box_append (GTK_BOX (content),
                  pd_layout_text (_ ("Each address gets a mail of its own. Write commas between several."),
                                  "dim-label"));
  gtk_box_append (GTK_BOX (content), self->recipients);
  gtk_box_append (GTK_BOX (content), pd_layout_text (_ ("Copies to"), "caption"));
  gtk_box_append (GTK_BOX (content), self->copies);
  gtk_box_append (GTK_BOX (content), create_language (self));
  gtk_box_append (GTK_BOX (content), self->files);
  gtk_box_append (GTK_BOX (content), self->trouble);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->send);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Send by Mail"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 440);
}

/**
 * pd_delivery_dialog_new:
 * @parent: the window in front of which it stands
 * @store: the cache
 * @invoice_ids: whose files are to be mailed
 *
 * Asks to whom, with the addresses of orders and buyers filled in. Works without a network: the platform mails.
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdDeliveryDialog *
pd_delivery_dialog_new (GtkWindow *parent, PdStore *store, const char *const *invoice_ids)
{
  PdDeliveryDialog *self =
      g_object_new (PD_TYPE_DELIVERY_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  Look *look = g_new0 (Look, 1);

  self->store = g_object_ref (store);
  g_weak_ref_init (&look->dialog, self);
  look->ids = g_strdupv ((char **) invoice_ids);
  look->invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  look->addresses = g_ptr_array_new_with_free_func (g_free);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, look_job, look, look_free, self->cancellable, looked_cb,
                       NULL);
  return self;
}
