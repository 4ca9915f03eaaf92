/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-clash-note.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "model/pd-order.h"
#include "store/pd-store-visits.h"

#include <glib/gi18n-lib.h>

/* More than this at once helps nobody. */
#define MAX_SHOWN 3

/* Where the person of a visit is at that time already. Nothing is forbidden by it: who has to go to two customers knows why.
 * Not seen where there is nothing to say. */
struct _PdClashNote
{
  GtkBox parent_instance;

  PdLook *look;    /* (owned) (nullable) */
  PdRecord *visit; /* (owned) (nullable) a copy of what is typed */

  GtkWidget *text; /* (borrowed) */
};

G_DEFINE_FINAL_TYPE (PdClashNote, pd_clash_note, GTK_TYPE_BOX)

/** Look: one search for other visits at that time. */
typedef struct
{
  PdRecord *visit;    /* (owned) */
  GPtrArray *clashes; /* (owned) (nullable) of PdStoreVisit */
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  pd_record_unref (look->visit);
  g_clear_pointer (&look->clashes, g_ptr_array_unref);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdClashNote *self = owner;

  if (self->visit == NULL)
    return FALSE;
  ((Look *) data)->visit = pd_record_copy (self->visit);
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->clashes = pd_store_visit_clashes (session, look->visit, error);
  return look->clashes != NULL;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdClashNote *self = owner;
  GPtrArray *clashes = ((Look *) data)->clashes;
  g_autoptr (GString) text = g_string_new (NULL);

  if (error != NULL)
    return;
  for (guint i = 0; i < clashes->len && i < MAX_SHOWN; i++)
    {
      const PdStoreVisit *other = g_ptr_array_index (clashes, i);
      g_autofree char *start = pd_time_text (other->starts_at);
      g_autofree char *end = pd_time_text (other->ends_at);
      g_autofree char *sentence =
          g_strdup_printf (_ ("%1$s has a visit for order %2$s at that time, from %3$s to %4$s."),
                           other->technician, other->number, start, end);

      g_string_append_printf (text, i > 0 ? "\n%s" : "%s", sentence);
    }
  gtk_label_set_text (GTK_LABEL (self->text), text->str);
  gtk_widget_set_visible (GTK_WIDGET (self), clashes->len > 0);
}

/* While somebody types, one look is enough for what comes in quick succession. */
static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 300,
                                      .priority = PD_STORE_PRIORITY_EDIT };

static void
pd_clash_note_dispose (GObject *object)
{
  g_clear_pointer (&PD_CLASH_NOTE (object)->look, pd_look_free);

  G_OBJECT_CLASS (pd_clash_note_parent_class)->dispose (object);
}

static void
pd_clash_note_finalize (GObject *object)
{
  g_clear_pointer (&PD_CLASH_NOTE (object)->visit, pd_record_unref);

  G_OBJECT_CLASS (pd_clash_note_parent_class)->finalize (object);
}

static void
pd_clash_note_class_init (PdClashNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_clash_note_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_clash_note_finalize;
}

static void
pd_clash_note_init (PdClashNote *self)
{
  pd_layout_begin_warning (GTK_BOX (self));
  self->text = pd_layout_text (NULL, NULL);
  gtk_widget_set_hexpand (self->text, TRUE);
  gtk_box_append (GTK_BOX (self), self->text);
}

/** pd_clash_note_new: @store: the cache. Returns: (transfer floating): a note that says nothing yet */
GtkWidget *
pd_clash_note_new (PdStore *store)
{
  PdClashNote *self = g_object_new (PD_TYPE_CLASH_NOTE, "visible", FALSE, NULL);

  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_order_type);
  return GTK_WIDGET (self);
}

/** pd_clash_note_show: @visit: as it is typed; what is said of it follows shortly after */
void
pd_clash_note_show (PdClashNote *self, const PdRecord *visit)
{
  g_return_if_fail (PD_IS_CLASH_NOTE (self));

  g_clear_pointer (&self->visit, pd_record_unref);
  self->visit = pd_record_copy (visit);
  pd_look_again (self->look);
}
