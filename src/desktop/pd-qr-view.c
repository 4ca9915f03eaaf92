/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-qr-view.h"

#include "desktop/pd-tooltip.h"
#include "document/pd-qr-code.h"

/* Large enough for a phone at arm's length. */
#define SIDE 220

struct _PdQrView
{
  GtkWidget parent_instance;

  PdQrCode *code; /* (owned) (nullable) */
  char *text;     /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PdQrView, pd_qr_view, GTK_TYPE_WIDGET)

/* Always dark on white, in the dark style too: readers want it so. Modules are whole pixels, or they would not meet. */
static void
pd_qr_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PdQrView *self = PD_QR_VIEW (widget);
  const GdkRGBA white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 1 };
  int side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int left = (gtk_widget_get_width (widget) - side) / 2, top = (gtk_widget_get_height (widget) - side) / 2;
  guint size;
  int module, inset;

  if (self->code == NULL)
    return;
  size = pd_qr_code_get_size (self->code);
  module = MAX (side / (int) (size + 2 * PD_QR_CODE_QUIET), 1);
  inset = (side - module * (int) size) / 2;
  gtk_snapshot_append_color (snapshot, &white,
                             &GRAPHENE_RECT_INIT ((float) left, (float) top, (float) side, (float) side));
  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++)
      {
        guint run = 0;

        while (pd_qr_code_is_dark (self->code, x + run, y))
          run++;
        if (run == 0)
          continue;
        gtk_snapshot_append_color (snapshot, &black,
                                   &GRAPHENE_RECT_INIT ((float) (left + inset + (int) x * module),
                                                        (float) (top + inset + (int) y * module),
                                                        (float) ((int) run * module), (float) module));
        x += run;
      }
}

static void
pd_qr_view_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  *minimum = *natural = SIDE;
}

static void
pd_qr_view_finalize (GObject *object)
{
  PdQrView *self = PD_QR_VIEW (object);

  g_clear_pointer (&self->code, pd_qr_code_free);
  g_free (self->text);

  G_OBJECT_CLASS (pd_qr_view_parent_class)->finalize (object);
}

static void
pd_qr_view_class_init (PdQrViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_qr_view_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = pd_qr_view_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = pd_qr_view_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
pd_qr_view_init (PdQrView *self)
{
}

/**
 * pd_qr_view_new:
 * @label: what the code is for, for whoever cannot see it
 *
 * Returns: (transfer floating): a view without a code
 */
GtkWidget *
pd_qr_view_new (const char *label)
{
  GtkWidget *self = g_object_new (PD_TYPE_QR_VIEW, NULL);

  pd_set_accessible_label (self, label);
  return self;
}

/** pd_qr_view_set_text: @text: (nullable): what is to be read; %NULL for no code */
void
pd_qr_view_set_text (PdQrView *self, const char *text)
{
  g_return_if_fail (PD_IS_QR_VIEW (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_pointer (&self->code, pd_qr_code_free);
  if (text != NULL)
    self->code = pd_qr_code_new (text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
pd_qr_view_has_code (PdQrView *self)
{
  g_return_val_if_fail (PD_IS_QR_VIEW (self), FALSE);

  return self->code != NULL;
}
