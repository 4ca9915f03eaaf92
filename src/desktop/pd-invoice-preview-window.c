/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-preview-window.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-file-save.h"
#include "desktop/pd-invoice-load.h"
#include "desktop/pd-invoice-print.h"
#include "desktop/pd-preview-compare.h"
#include "desktop/pd-print-desk.h"
#include "desktop/pd-print-received.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-invoice.h"
#include "model/pd-reversal.h"

struct _PdInvoicePreviewWindow
{
  AdwWindow parent_instance;

  PdInvoicePreview *preview;
  GtkWidget *toasts;
  GtkWidget *title;
  GtkWidget *export_button;
  GtkWidget *original_button;
  GtkWidget *reverse_button;
  GSettings *settings;       /* (owned) */
  GSimpleActionGroup *group; /* (owned) */
  PdStore *store;            /* (owned) (nullable) that the invoice is in; a draft is in none */
  PdSyncService *service;    /* (owned) (nullable) fetches the tax bureau's own file */
  PdRecord *invoice;         /* (owned) (nullable) */
  PdRecord *received;        /* (owned) (nullable): whose file is shown */
  char *file_name;           /* (owned) (nullable) of a file that others made */
  GCancellable *cancellable; /* (owned) ends with the window */
};

G_DEFINE_FINAL_TYPE (PdInvoicePreviewWindow, pd_invoice_preview_window, ADW_TYPE_WINDOW)

static void
set_enabled (PdInvoicePreviewWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
show_toast (PdInvoicePreviewWindow *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (markup));
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static const char *
not_empty (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

/* --- print and export */

static void
printed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdInvoicePreviewWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_enabled (self, "print", TRUE);
  if (pd_print_pdf_finish (result, NULL, NULL, &error))
    show_toast (self, _ ("The invoice was sent to the printer."));
  else if (!is_cancelled (error))
    pd_tell (GTK_WINDOW (self), _ ("Not Printed"), error->message);
}

static void
print_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdInvoicePreviewWindow *self = user_data;

  if (self->store != NULL && self->invoice != NULL)
    {
      const char *ids[] = { pd_record_get_id (self->invoice), NULL };
      GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

      pd_print_queue_add_invoices (pd_print_desk_get_queue (pd_print_desk_present (parent, self->store)),
                                   ids);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (self->store != NULL && self->received != NULL)
    {
      pd_print_received (gtk_window_get_transient_for (GTK_WINDOW (self)), self->store, NULL, self->received);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  set_enabled (self, "print", FALSE);
  pd_print_pdf_async (GTK_WINDOW (self), pd_invoice_preview_get_pdf (self->preview),
                      gtk_window_get_title (GTK_WINDOW (self)), 1, self->cancellable, printed_cb,
                      g_object_ref (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdInvoicePreviewWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;

  file = pd_save_file_finish (result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (file == NULL)
    {
      if (!is_cancelled (error))
        pd_tell (GTK_WINDOW (self), _ ("Not Saved"), error->message);
      return;
    }
  name = g_file_get_basename (file);
  sentence = g_strdup_printf (_ ("Saved as “%s”."), name);
  show_toast (self, sentence);
}

static void
save (PdInvoicePreviewWindow *self, GBytes *pdf)
{
  g_autofree char *name = self->invoice != NULL     ? pd_invoice_file_name (self->invoice)
                          : self->file_name != NULL ? g_strdup (self->file_name)
                                                    : g_strdup (_ ("Invoice.pdf"));

  pd_save_file_async (GTK_WINDOW (self), self->file_name != NULL ? _ ("Save a Copy") : _ ("Export PDF"), name,
                      pdf, self->cancellable, saved_cb, g_object_ref (self));
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdInvoicePreviewWindow *self = user_data;

  save (self, pd_invoice_preview_get_pdf (self->preview));
}

static void
original_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdInvoicePreviewWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;

  pdf = pd_sync_service_fetch_file_finish (PD_SYNC_SERVICE (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_enabled (self, "save-original", TRUE);
  if (pdf != NULL)
    save (self, pdf);
  else if (!is_cancelled (error))
    pd_tell (GTK_WINDOW (self), _ ("The Tax Bureau's File Was Not Fetched"), error->message);
}

static void
save_original_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdInvoicePreviewWindow *self = user_data;

  set_enabled (self, "save-original", FALSE);
  pd_sync_service_fetch_file_async (self->service, pd_record_get_text (self->invoice, PD_INVOICE_PDF_HASH),
                                    self->cancellable, original_fetched_cb, g_object_ref (self));
}

static void
compare_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdInvoicePreviewWindow *self = user_data;

  pd_preview_compare_with_file (GTK_WINDOW (self), pd_invoice_preview_get_pdf (self->preview),
                                gtk_window_get_title (GTK_WINDOW (self)), self->file_name != NULL);
}

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
}

/* The window behind has the invoice, or its order, in front: it reverses it. */
static void
reverse_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_window_get_transient_for (user_data);
  g_autoptr (GtkWidget) kept = parent != NULL ? g_object_ref (GTK_WIDGET (parent)) : NULL;

  gtk_window_close (GTK_WINDOW (user_data));
  if (kept != NULL)
    gtk_widget_activate_action (kept, "win.reverse", NULL);
}

static gboolean
may_reverse (PdInvoicePreviewWindow *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  return parent != NULL && G_IS_ACTION_GROUP (parent) &&
         g_action_group_get_action_enabled (G_ACTION_GROUP (parent), "reverse");
}

/* --- what is shown */

static void
ready_cb (PdInvoicePreview *preview, GParamSpec *pspec, gpointer user_data)
{
  PdInvoicePreviewWindow *self = user_data;
  gboolean ready = pd_invoice_preview_get_n_pages (preview) > 0;

  set_enabled (self, "print", ready);
  set_enabled (self, "export", ready);
  set_enabled (self, "compare", ready);
  if (ready)
    gtk_widget_grab_focus (GTK_WIDGET (preview));
}

static void
zoom_cb (PdInvoicePreview *preview, GParamSpec *pspec, gpointer user_data)
{
  PdInvoicePreviewWindow *self = user_data;
  PdPreviewZoom zoom;

  g_object_get (preview, "zoom", &zoom, NULL);
  if (zoom != PD_PREVIEW_CUSTOM)
    g_settings_set_enum (self->settings, "preview-zoom", zoom);
}

static void
pdf_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdInvoicePreviewWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;

  pdf = pd_make_invoice_pdf_finish (result, &error);
  if (is_cancelled (error) || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (pdf != NULL)
    pd_invoice_preview_set_pdf (self->preview, pdf, gtk_window_get_title (GTK_WINDOW (self)));
  else
    pd_invoice_preview_set_error (self->preview, error->message);
}

static char *
make_title (const PdRecord *invoice)
{
  const char *number = not_empty (pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  const char *order = not_empty (pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER));

  if (number != NULL)
    return g_strdup_printf (_ ("Invoice %s"), number);
  if (order != NULL)
    return g_strdup_printf (_ ("Draft for order %s"), order);
  return g_strdup (_ ("Draft of an invoice"));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdInvoicePreviewWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) invoice = NULL;

  invoice = pd_load_invoice_finish (result, &error);
  if (is_cancelled (error) || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (invoice != NULL)
    pd_invoice_preview_window_set_invoice (self, invoice);
  else
    pd_invoice_preview_set_error (self->preview, error->message);
}

/* --- the window */

static GtkWidget *
create_header (PdInvoicePreviewWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *print_button = gtk_button_new_from_icon_name ("printer-symbolic");
  GtkWidget *compare_button = gtk_button_new_from_icon_name ("view-dual-symbolic");

  self->title = adw_window_title_new (_ ("Invoice"), NULL);
  self->export_button = gtk_button_new_from_icon_name ("document-save-symbolic");
  self->original_button = gtk_button_new_from_icon_name ("x-office-document-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (print_button), "preview-window.print");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->export_button), "preview-window.export");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->original_button), "preview-window.save-original");
  pd_set_tooltip (print_button, _ ("Print"));
  pd_set_tooltip (self->export_button, _ ("Export PDF"));
  pd_set_tooltip (self->original_button, _ ("Save the file of the tax bureau"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (compare_button), "preview-window.compare");
  pd_set_tooltip (compare_button, _ ("Compare with a file"));
  gtk_widget_set_visible (self->original_button, FALSE);
  self->reverse_button = gtk_button_new_with_label (_ ("Reverse…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->reverse_button), "preview-window.reverse");
  gtk_widget_set_visible (self->reverse_button, FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), print_button);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->export_button);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), compare_button);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->original_button);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->reverse_button);
  return header;
}

static gboolean
preview_key_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  PdInvoicePreviewWindow *self = PD_INVOICE_PREVIEW_WINDOW (widget);

  return gtk_widget_activate_action (GTK_WIDGET (self->preview), g_variant_get_string (parameter, NULL),
                                     NULL);
}

static void
add_keys (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_p, GDK_CONTROL_MASK, "preview-window.print" },
    { GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "preview-window.export" },
    { GDK_KEY_w, GDK_CONTROL_MASK, "preview-window.close" },
    { GDK_KEY_Escape, 0, "preview-window.close" },
  },
    preview_keys[] = {
      { GDK_KEY_plus, GDK_CONTROL_MASK, "preview.zoom-in" },
      { GDK_KEY_equal, GDK_CONTROL_MASK, "preview.zoom-in" },
      { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "preview.zoom-in" },
      { GDK_KEY_minus, GDK_CONTROL_MASK, "preview.zoom-out" },
      { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "preview.zoom-out" },
      { GDK_KEY_0, GDK_CONTROL_MASK, "preview.zoom-normal" },
      { GDK_KEY_KP_0, GDK_CONTROL_MASK, "preview.zoom-normal" },
      { GDK_KEY_f, GDK_CONTROL_MASK, "preview.find" },
      { GDK_KEY_g, GDK_CONTROL_MASK, "preview.find-next" },
      { GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "preview.find-previous" },
      { GDK_KEY_F3, 0, "preview.find-next" },
      { GDK_KEY_F3, GDK_SHIFT_MASK, "preview.find-previous" },
      { GDK_KEY_r, GDK_CONTROL_MASK, "preview.rotate" },
      { GDK_KEY_F9, 0, "preview.thumbnails" },
      { GDK_KEY_Page_Up, 0, "preview.previous-page" },
      { GDK_KEY_Page_Down, 0, "preview.next-page" },
    };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
  /* The same keys wherever the focus is in this window. */
  for (guint i = 0; i < G_N_ELEMENTS (preview_keys); i++)
    gtk_widget_class_add_binding (klass, preview_keys[i].key, preview_keys[i].modifiers, preview_key_cb, "s",
                                  preview_keys[i].action);
}

static void
pd_invoice_preview_window_dispose (GObject *object)
{
  PdInvoicePreviewWindow *self = PD_INVOICE_PREVIEW_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->preview != NULL)
    g_signal_handlers_disconnect_by_data (self->preview, self);
  self->preview = NULL;
  g_clear_object (&self->store);
  g_clear_object (&self->service);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->invoice, pd_record_unref);
  g_clear_pointer (&self->received, pd_record_unref);
  G_OBJECT_CLASS (pd_invoice_preview_window_parent_class)->dispose (object);
}

static void
pd_invoice_preview_window_finalize (GObject *object)
{
  PdInvoicePreviewWindow *self = PD_INVOICE_PREVIEW_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->group);
  g_free (self->file_name);
  G_OBJECT_CLASS (pd_invoice_preview_window_parent_class)->finalize (object);
}

/* Closing stops what still runs for this window, so that nothing keeps it alive. */
static gboolean
pd_invoice_preview_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (PD_INVOICE_PREVIEW_WINDOW (window)->cancellable);
  return GTK_WINDOW_CLASS (pd_invoice_preview_window_parent_class)->close_request (window);
}

static void
pd_invoice_preview_window_class_init (PdInvoicePreviewWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_invoice_preview_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_invoice_preview_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pd_invoice_preview_window_close_request;
  add_keys (GTK_WIDGET_CLASS (klass));
}

static void
pd_invoice_preview_window_init (PdInvoicePreviewWindow *self)
{
  static const GActionEntry actions[] = { { .name = "print", .activate = print_cb },
                                          { .name = "export", .activate = export_cb },
                                          { .name = "save-original", .activate = save_original_cb },
                                          { .name = "reverse", .activate = reverse_cb },
                                          { .name = "compare", .activate = compare_cb },
                                          { .name = "close", .activate = close_cb } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->cancellable = g_cancellable_new ();
  self->settings = g_settings_new ("org.piaodan.Piaodan");
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "preview-window", G_ACTION_GROUP (self->group));
  self->preview = PD_INVOICE_PREVIEW (pd_invoice_preview_new ());
  self->toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), GTK_WIDGET (self->preview));
  gtk_widget_set_vexpand (self->toasts, TRUE);
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), self->toasts);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 960, 760);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Invoice"));
  g_object_set (self->preview, "zoom", g_settings_get_enum (self->settings, "preview-zoom"), NULL);
  g_signal_connect (self->preview, "notify::ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->preview, "notify::zoom", G_CALLBACK (zoom_cb), self);
  ready_cb (self->preview, NULL, self);
}

/**
 * pd_invoice_preview_window_new:
 * @parent: (nullable): the window that opens it
 *
 * Returns: (transfer none): a window that waits for its invoice; it owns itself as every toplevel
 */
PdInvoicePreviewWindow *
pd_invoice_preview_window_new (GtkWindow *parent)
{
  return g_object_new (PD_TYPE_INVOICE_PREVIEW_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE,
                       NULL);
}

/**
 * pd_invoice_preview_window_set_invoice:
 * @self: a window
 * @invoice: what to show, with its lines; it must not change any more
 *
 * Makes the pages of @invoice in a thread and shows them.
 */
void
pd_invoice_preview_window_set_invoice (PdInvoicePreviewWindow *self, const PdRecord *invoice)
{
  g_autofree char *title = NULL;

  g_return_if_fail (PD_IS_INVOICE_PREVIEW_WINDOW (self));
  g_return_if_fail (invoice != NULL);

  g_clear_pointer (&self->invoice, pd_record_unref);
  self->invoice = pd_record_ref ((PdRecord *) invoice);
  title = make_title (invoice);
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), title);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title),
                                 pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME));
  gtk_widget_set_visible (self->original_button,
                          self->service != NULL &&
                              not_empty (pd_record_get_text (invoice, PD_INVOICE_PDF_HASH)) != NULL);
  gtk_widget_set_visible (self->reverse_button,
                          pd_reversal_check_invoice (invoice, NULL) && may_reverse (self));
  pd_invoice_preview_set_loading (self->preview);
  pd_make_invoice_pdf_async (self->invoice, self->cancellable, pdf_made_cb, g_object_ref (self));
}

/**
 * pd_invoice_preview_window_set_file_name:
 * @self: a window
 * @name: of a file that others made, and that is to be shown
 *
 * Says what the file is called. It is saved under this name, in the form that it has.
 */
void
pd_invoice_preview_window_set_file_name (PdInvoicePreviewWindow *self, const char *name)
{
  g_return_if_fail (PD_IS_INVOICE_PREVIEW_WINDOW (self));

  g_free (self->file_name);
  self->file_name = g_strdup (name);
  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), name);
  pd_set_tooltip (self->export_button, _ ("Save a copy"));
}

/**
 * pd_invoice_preview_window_set_received:
 * @self: a window
 * @store: the cache that the invoice is in
 * @received: an invoice that others issued, whose file is shown
 *
 * Says what is printed from here: it goes to the print desk, and into the ledger.
 */
void
pd_invoice_preview_window_set_received (PdInvoicePreviewWindow *self,
                                        PdStore *store,
                                        const PdRecord *received)
{
  g_return_if_fail (PD_IS_INVOICE_PREVIEW_WINDOW (self));

  g_set_object (&self->store, store);
  g_clear_pointer (&self->received, pd_record_unref);
  self->received = pd_record_ref ((PdRecord *) received);
}

/**
 * pd_invoice_preview_window_get_preview:
 * @self: a window
 *
 * Returns: (transfer none): its pages
 */
PdInvoicePreview *
pd_invoice_preview_window_get_preview (PdInvoicePreviewWindow *self)
{
  g_return_val_if_fail (PD_IS_INVOICE_PREVIEW_WINDOW (self), NULL);

  return self->preview;
}

/**
 * pd_invoice_file_name:
 * @invoice: an invoice
 *
 * Suggests a name for its PDF file: what it is, its number and its buyer, without characters that some
 * file system refuses.
 *
 * Returns: (transfer full): the name, ".pdf" included
 */
char *
pd_invoice_file_name (const PdRecord *invoice)
{
  const char *number = not_empty (pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  const char *order = not_empty (pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER));
  const char *buyer = not_empty (pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME));
  g_autofree char *name = NULL;

  if (buyer == NULL)
    /* Translators: part of a file's name, in place of the buyer. */
    buyer = _ ("no buyer");
  if (number != NULL)
    /* Translators: a file's name without its ending: the invoice's number, its buyer. */
    name = g_strdup_printf (_ ("Invoice-%1$s-%2$s"), number, buyer);
  else
    /* Translators: a file's name without its ending: the order's number, its buyer. */
    name = g_strdup_printf (_ ("Draft-%1$s-%2$s"), order != NULL ? order : "", buyer);
  return pd_save_file_name (name, ".pdf");
}

/**
 * pd_show_invoice:
 * @parent: (nullable): the window that asks
 * @store: the cache
 * @service: (nullable): fetches the tax bureau's own file when asked to
 * @invoice_id: which invoice
 *
 * Opens a window with the preview of an invoice.
 */
void
pd_show_invoice (GtkWindow *parent, PdStore *store, PdSyncService *service, const char *invoice_id)
{
  PdInvoicePreviewWindow *self;

  g_return_if_fail (PD_IS_STORE (store));
  g_return_if_fail (invoice_id != NULL);

  self = pd_invoice_preview_window_new (parent);
  if (service != NULL)
    self->service = g_object_ref (service);
  self->store = g_object_ref (store);
  gtk_window_present (GTK_WINDOW (self));
  pd_load_invoice_async (store, invoice_id, self->cancellable, loaded_cb, g_object_ref (self));
}

/**
 * pd_show_order_draft:
 * @parent: (nullable): the window that asks
 * @store: the cache
 * @order_id: which order
 *
 * Opens a window with what the invoice of an order would be: marked as a draft on every page.
 */
void
pd_show_order_draft (GtkWindow *parent, PdStore *store, const char *order_id)
{
  PdInvoicePreviewWindow *self;

  g_return_if_fail (PD_IS_STORE (store));
  g_return_if_fail (order_id != NULL);

  self = pd_invoice_preview_window_new (parent);
  gtk_window_present (GTK_WINDOW (self));
  pd_load_draft_async (store, order_id, self->cancellable, loaded_cb, g_object_ref (self));
}
