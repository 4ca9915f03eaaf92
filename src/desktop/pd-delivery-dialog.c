/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-delivery-dialog.h"

#include "desktop/pd-delivery-again.h"
#include "desktop/pd-delivery-recipients.h"
#include "desktop/pd-delivery-results.h"
#include "desktop/pd-delivery-work.h"
#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-problem.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Asks to whom invoices are to be mailed, and which of their files. Each recipient gets a mail of its own, whose state is
 * told apart; of several invoices it is shown here what becomes of each. */

#define N_FILES 3

static const struct
{
  PdDeliveryFiles file;
  const char *label;
} file_kinds[N_FILES] = {
  { PD_DELIVERY_FILES_PDF, "PDF" },
  { PD_DELIVERY_FILES_OFD, "OFD" },
  { PD_DELIVERY_FILES_XML, "XML" },
};

struct _PdDeliveryDialog
{
  AdwWindow parent_instance;

  GtkWidget *stack;    /* "ask", "result" */
  GtkWidget *headline; /* of several invoices */
  PdDeliveryRecipients *recipients;
  GtkWidget *copies;
  GtkWidget *language;
  GtkWidget *files[N_FILES]; /* check buttons */
  GtkWidget *files_text;
  GtkWidget *trouble;
  GtkWidget *missing;  /* how many have no address */
  GtkWidget *left_out; /* a box: invoices that cannot be mailed */
  GtkWidget *cancel;
  GtkWidget *send;
  GtkWidget *results; /* (nullable) a child of the stack: what becomes of several */

  PdStore *store;            /* (owned) */
  GCancellable *cancellable; /* (owned) */
  PdDeliveryFiles there;     /* what there is of any of the invoices, or may come */
  gboolean several;          /* what becomes of them is shown afterwards */
  gboolean filling;          /* the entries are being filled: nothing is looked at */
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

static GtkWidget *
in_scroller (GtkWidget *content)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  pd_layout_set_margins (content, 18);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

/* --- what is asked for */

/* Which files of all are chosen. */
static PdDeliveryFiles
chosen_files (PdDeliveryDialog *self)
{
  PdDeliveryFiles files = 0;

  for (guint i = 0; i < N_FILES; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->files[i])))
      files |= file_kinds[i].file;
  return files;
}

/* What may be mailed of an invoice: all while nothing of it has come yet. */
static PdDeliveryFiles
files_of (const PdRecord *invoice)
{
  PdDeliveryFiles files = pd_delivery_files_of_invoice (invoice);

  return files != 0 ? files : PD_DELIVERY_FILES_ALL;
}

/* Who leaves nothing out gets what there is, also what comes later. FALSE: nothing of what was chosen is there. */
static gboolean
set_files (PdDeliveryDialog *self, const PdRecord *invoice, PdRecord *delivery)
{
  PdDeliveryFiles chosen = chosen_files (self);
  PdDeliveryFiles files = chosen & files_of (invoice);
  g_autofree char *text = (self->there & ~chosen) == 0 ? NULL : pd_delivery_files_to_text (files);

  pd_record_set_text (delivery, PD_DELIVERY_FILES, text);
  return files != 0;
}

/* (nullable): the deliveries as they are written in the dialog; NULL, with a sentence, when something is wrong */
static GPtrArray *
read_deliveries (PdDeliveryDialog *self, GError **error)
{
  g_autoptr (GPtrArray) deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autofree char *today = pd_today ();
  const char *copies = gtk_editable_get_text (GTK_EDITABLE (self->copies));
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->language));

  if (chosen_files (self) == 0)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID,
                           _ ("Choose at least one kind of file."));
      return NULL;
    }
  for (guint i = 0; i < pd_delivery_recipients_get_n_invoices (self->recipients); i++)
    {
      PdRecord *invoice = pd_delivery_recipients_get_invoice (self->recipients, i);
      g_auto (GStrv) addresses = pd_delivery_recipients_get_addresses (self->recipients, i);

      for (guint at = 0; addresses[at] != NULL; at++)
        {
          PdRecord *delivery =
              pd_delivery_new (pd_now (), today, invoice, addresses[at], *copies != '\0' ? copies : NULL);
          g_autoptr (GPtrArray) problems = NULL;
          const PdProblem *problem;

          g_ptr_array_add (deliveries, delivery);
          pd_record_set_text (delivery, PD_DELIVERY_LANGUAGE,
                              chosen < G_N_ELEMENTS (languages) ? languages[chosen] : NULL);
          if (!set_files (self, invoice, delivery))
            {
              g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID,
                           _ ("Invoice %s has none of the files that are chosen."),
                           pd_record_get_title (invoice));
              return NULL;
            }
          problems = pd_record_check (delivery, PD_REQUIRED_TO_SAVE);
          problem = pd_problems_first_error (problems);
          if (problem == NULL)
            continue;
          g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, _ ("%1$s: %2$s"), addresses[at],
                       problem->message);
          return NULL;
        }
    }
  return g_steal_pointer (&deliveries);
}

/* Of several invoices those without an address are not mailed: nobody is to find out afterwards. */
static void
show_missing (PdDeliveryDialog *self)
{
  g_autofree char *text = NULL;
  guint n = pd_delivery_recipients_count_missing (self->recipients);

  text = g_strdup_printf (ngettext ("%u invoice has no address and is not mailed.",
                                    "%u invoices have no address and are not mailed.", n),
                          n);
  gtk_label_set_text (GTK_LABEL (self->missing), text);
  gtk_widget_set_visible (self->missing, self->several && n > 0);
}

static void
changed_cb (PdDeliveryDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) deliveries = NULL;
  g_autofree char *label = NULL;

  if (self->filling)
    return;
  deliveries = read_deliveries (self, &error);
  if (self->several && deliveries != NULL)
    label = g_strdup_printf (ngettext ("Send %u Mail", "Send %u Mails", deliveries->len), deliveries->len);
  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->send), label);
  show_missing (self);
  pd_layout_say (self->trouble, error != NULL ? error->message : NULL);
  gtk_widget_set_sensitive (self->send, deliveries != NULL && deliveries->len > 0);
}

/* One after the other they get their answer; the person may look on, or close. */
static void
show_results (PdDeliveryDialog *self, GPtrArray *deliveries)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u mail is asked for", "%u mails are asked for", deliveries->len),
                       deliveries->len);

  self->results = pd_delivery_results_new (self->store, deliveries);
  gtk_box_append (GTK_BOX (box), pd_layout_text (text, "title-4"));
  gtk_box_append (GTK_BOX (box), self->results);
  if (gtk_widget_get_visible (self->missing))
    gtk_box_append (GTK_BOX (box),
                    pd_layout_text (gtk_label_get_text (GTK_LABEL (self->missing)), "warning"));
  g_object_ref (self->left_out);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (self->left_out)), self->left_out);
  gtk_box_append (GTK_BOX (box), self->left_out);
  g_object_unref (self->left_out);
  gtk_stack_add_named (GTK_STACK (self->stack), in_scroller (box), "result");
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "result");
  gtk_button_set_label (GTK_BUTTON (self->send), _ ("Export…"));
  gtk_widget_set_sensitive (self->send, TRUE);
  gtk_button_set_label (GTK_BUTTON (self->cancel), _ ("Close"));
  gtk_widget_grab_focus (self->cancel);
}

static void start_making (PdDeliveryDialog *self, GPtrArray *deliveries, gboolean again);

static void
again_cb (AdwMessageDialog *question, const char *response, PdDeliveryDialog *self)
{
  GPtrArray *wanted = pd_delivery_again_get_wanted (question, response);

  if (self->store == NULL)
    return;
  if (wanted != NULL)
    start_making (self, g_ptr_array_ref (wanted), TRUE);
  else
    gtk_widget_set_sensitive (self->send, TRUE);
}

static void
made_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  PdDeliveryMaking *making = pd_store_job_data (result);
  g_autoptr (PdDeliveryDialog) self = g_weak_ref_get (&making->dialog);

  if (self == NULL || self->store == NULL)
    return;
  if (!ok)
    {
      pd_layout_say (self->trouble, error->message);
      gtk_widget_set_sensitive (self->send, TRUE);
      return;
    }
  if (making->repeated->len > 0)
    {
      GtkWidget *question =
          pd_delivery_again_new (GTK_WINDOW (self), making->deliveries, making->repeated, making->before);

      g_signal_connect_object (question, "response", G_CALLBACK (again_cb), self, 0);
      gtk_window_present (GTK_WINDOW (question));
      return;
    }
  g_signal_emit (self, signals[ASKED], 0, making->deliveries->len);
  if (self->several)
    show_results (self, making->deliveries);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* @deliveries: (transfer full) */
static void
start_making (PdDeliveryDialog *self, GPtrArray *deliveries, gboolean again)
{
  gtk_widget_set_sensitive (self->send, FALSE);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, pd_delivery_making_job,
                        pd_delivery_making_new (G_OBJECT (self), deliveries, again), pd_delivery_making_free,
                        NULL, made_cb, NULL);
}

static void
send_cb (PdDeliveryDialog *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *deliveries;

  if (self->results != NULL)
    {
      pd_delivery_results_export (PD_DELIVERY_RESULTS (self->results));
      return;
    }
  deliveries = read_deliveries (self, &error);
  if (deliveries == NULL || deliveries->len == 0)
    {
      pd_layout_say (self->trouble, error != NULL ? error->message : _ ("Enter a mail address."));
      g_clear_pointer (&deliveries, g_ptr_array_unref);
      return;
    }
  start_making (self, deliveries, FALSE);
}

/* --- loading */

/* What there is can be left out; what nobody has cannot be chosen. */
static void
show_files (PdDeliveryDialog *self)
{
  gboolean waits = FALSE;

  self->there = 0;
  for (guint i = 0; i < pd_delivery_recipients_get_n_invoices (self->recipients); i++)
    {
      const PdRecord *invoice = pd_delivery_recipients_get_invoice (self->recipients, i);

      waits = waits || pd_delivery_files_of_invoice (invoice) == 0;
      self->there |= files_of (invoice);
    }
  for (guint i = 0; i < N_FILES; i++)
    {
      gtk_widget_set_sensitive (self->files[i], (self->there & file_kinds[i].file) != 0);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->files[i]),
                                   (self->there & file_kinds[i].file) != 0);
    }
  gtk_label_set_text (GTK_LABEL (self->files_text),
                      _ ("The mail goes out when the invoice is issued and its files have come."));
  gtk_widget_set_visible (self->files_text, waits);
}

/* An invoice that was not issued has nothing to be mailed. */
static void
add_left_out (PdDeliveryDialog *self, const PdRecord *invoice)
{
  const char *buyer = pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME);
  const char *order = pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER);
  g_autofree char *whose = g_strdup_printf ("%s · %s", order != NULL ? order : _ ("Invoice without a number"),
                                            buyer != NULL ? buyer : "");
  g_autofree char *text = g_strdup_printf (_ ("%1$s: %2$s"), whose, _ ("The invoice was not issued."));

  if (gtk_widget_get_first_child (self->left_out) == NULL)
    gtk_box_append (GTK_BOX (self->left_out), pd_layout_text (_ ("Left out"), "heading"));
  gtk_box_append (GTK_BOX (self->left_out), pd_layout_text (text, "dim-label"));
}

static void
show_headline (PdDeliveryDialog *self)
{
  g_autofree char *text = NULL;
  guint n = pd_delivery_recipients_get_n_invoices (self->recipients);

  if (!self->several || (n == 0 && gtk_widget_get_first_child (self->left_out) == NULL))
    return;
  text = n > 0 ? g_strdup_printf (ngettext ("Mail %u invoice", "Mail %u invoices", n), n)
               : g_strdup (_ ("None of the selected invoices can be mailed."));
  gtk_label_set_text (GTK_LABEL (self->headline), text);
  gtk_widget_set_visible (self->headline, TRUE);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  PdDeliveryLook *look = pd_store_job_data (result);
  g_autoptr (PdDeliveryDialog) self = g_weak_ref_get (&look->dialog);

  if (self == NULL || self->store == NULL)
    return;
  if (!ok)
    {
      pd_layout_say (self->trouble, error->message);
      return;
    }
  self->filling = TRUE;
  for (guint i = 0; i < look->invoices->len; i++)
    {
      PdRecord *invoice = g_ptr_array_index (look->invoices, i);

      if (self->several && g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_FAILED) == 0)
        add_left_out (self, invoice);
      else
        pd_delivery_recipients_add (self->recipients, invoice, g_ptr_array_index (look->addresses, i));
    }
  show_headline (self);
  show_files (self);
  self->filling = FALSE;
  if (pd_delivery_recipients_get_n_invoices (self->recipients) == 0)
    return;
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->recipients));
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
  g_object_unref (PD_DELIVERY_DIALOG (object)->cancellable);

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
create_files (PdDeliveryDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = pd_layout_text (_ ("Files of the invoice"), NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  for (guint i = 0; i < N_FILES; i++)
    {
      self->files[i] = gtk_check_button_new_with_label (file_kinds[i].label);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->files[i]), TRUE);
      g_signal_connect_swapped (self->files[i], "toggled", G_CALLBACK (changed_cb), self);
      gtk_box_append (GTK_BOX (box), self->files[i]);
    }
  return box;
}

static GtkWidget *
create_header (PdDeliveryDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->cancel = gtk_button_new_with_label (_ ("Cancel"));
  self->send = gtk_button_new_with_label (_ ("Send"));
  gtk_widget_add_css_class (self->send, "suggested-action");
  gtk_widget_set_sensitive (self->send, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->cancel), "window.close");
  g_signal_connect_swapped (self->send, "clicked", G_CALLBACK (send_cb), self);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->send);
  return header;
}

static void
pd_delivery_dialog_init (PdDeliveryDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->cancellable = g_cancellable_new ();
  self->recipients = PD_DELIVERY_RECIPIENTS (pd_delivery_recipients_new ());
  g_signal_connect_object (self->recipients, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->headline = pd_layout_text (NULL, "title-4");
  self->missing = pd_layout_text (NULL, "warning");
  gtk_widget_set_visible (self->missing, FALSE);
  self->left_out = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->files_text = pd_layout_text (NULL, "dim-label");
  self->stack = gtk_stack_new ();
  gtk_widget_set_visible (self->headline, FALSE);
  gtk_widget_set_visible (self->files_text, FALSE);
  self->trouble = pd_layout_text (NULL, "error");
  gtk_box_append (GTK_BOX (box), create_header (self));
  self->copies = pd_delivery_address_entry_new (_ ("Copies to"), _ ("Nobody else"));
  g_signal_connect_swapped (self->copies, "changed", G_CALLBACK (changed_cb), self);
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_box_append (GTK_BOX (content), self->headline);
  gtk_box_append (GTK_BOX (content),
                  pd_layout_text (_ ("Each address gets a mail of its own. Write commas between several."),
                                  "dim-label"));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->recipients));
  gtk_box_append (GTK_BOX (content), create_files (self));
  gtk_box_append (GTK_BOX (content), self->files_text);
  gtk_box_append (GTK_BOX (content), pd_layout_text (_ ("Copies to"), "caption"));
  gtk_box_append (GTK_BOX (content), self->copies);
  gtk_box_append (GTK_BOX (content), create_language (self));
  gtk_box_append (GTK_BOX (content), self->missing);
  gtk_box_append (GTK_BOX (content), self->trouble);
  gtk_box_append (GTK_BOX (content), self->left_out);
  gtk_stack_add_named (GTK_STACK (self->stack), in_scroller (content), "ask");
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->send);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Send by Mail"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 440);
}

/* @ids: (nullable), @rows: (nullable): one of them */
static PdDeliveryDialog *
create (GtkWindow *parent, PdStore *store, const char *const *ids, GArray *rows)
{
  PdDeliveryDialog *self =
      g_object_new (PD_TYPE_DELIVERY_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);

  self->store = g_object_ref (store);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, pd_delivery_look_job,
                       pd_delivery_look_new (G_OBJECT (self), ids, rows), pd_delivery_look_free,
                       self->cancellable, looked_cb, NULL);
  return self;
}

/**
 * pd_delivery_dialog_new:
 * @parent: (nullable): the window in front of which it stands
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
  return create (parent, store, invoice_ids, NULL);
}

/**
 * pd_delivery_dialog_new_for_rows:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 * @rows: (element-type gint64): row ids of several invoices
 *
 * As pd_delivery_dialog_new(), and shows what becomes of each mail. Invoices that were not issued are left out.
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdDeliveryDialog *
pd_delivery_dialog_new_for_rows (GtkWindow *parent, PdStore *store, GArray *rows)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));
  PdDeliveryDialog *self = create (parent, store, NULL, rows->len <= PD_DELIVERY_DIALOG_MAX ? rows : none);

  self->several = TRUE;
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 640);
  if (rows->len > PD_DELIVERY_DIALOG_MAX)
    {
      g_autofree char *text =
          /* Translators: 1: how many may be selected, 2: how many are */
          g_strdup_printf (_ ("At most %1$u invoices can be mailed at once; %2$u are selected."),
                           PD_DELIVERY_DIALOG_MAX, rows->len);

      pd_layout_say (self->trouble, text);
    }
  return self;
}
