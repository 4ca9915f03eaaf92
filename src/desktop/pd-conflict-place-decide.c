/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-place-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-field-text.h"

/* Decisions are carried out all at once or not at all, and can be taken back in the reverse order. */

/* More than these are not read before they are decided. */
#define MAX_ALIKE 50

/* A copy that a job may keep while the person goes on. */
static PdResolution *
copy_resolution (const PdResolution *resolution)
{
  guint n_dropped;

  return pd_resolution_refresh (resolution, pd_resolution_get_base (resolution),
                                pd_resolution_get_mine (resolution), pd_resolution_get_theirs (resolution),
                                &n_dropped);
}

/**
 * pd_conflict_place_find_alike:
 * @self: a place
 * @resolutions: (element-type PdResolution): receives what the entries' pointers are into
 *
 * Finds other entries that ask what the selected one asks, decided as far as that one is.
 *
 * Returns: (transfer full) (element-type PdConflictAlike): at most 50
 */
GArray *
pd_conflict_place_find_alike (PdConflictPlace *self, GPtrArray *resolutions)
{
  GArray *alike = g_array_new (FALSE, FALSE, sizeof (PdConflictAlike));
  const PdStoreConflict *selected = pd_conflict_place_get_selected (self);
  const PdResolution *first = selected != NULL ? pd_conflict_place_get_resolution (self, selected->id) : NULL;

  if (first == NULL || pd_store_conflict_kind (selected) != PD_CONFLICT_FIELDS ||
      pd_resolution_get_differences (first)->len == 0)
    return alike;
  for (guint i = 0; i < self->conflicts->len && alike->len < MAX_ALIKE; i++)
    {
      const PdStoreConflict *other = g_ptr_array_index (self->conflicts, i);
      PdConflictAlike entry = { .conflict = other };
      g_autoptr (PdResolution) fresh = NULL;

      if (other == selected || pd_store_conflict_kind (other) != PD_CONFLICT_FIELDS)
        continue;
      fresh = pd_store_conflict_resolution (other);
      if (!pd_resolution_is_alike (first, fresh))
        continue;
      entry.complete = pd_resolution_copy_choices (fresh, first);
      entry.chosen = g_hash_table_contains (self->chosen, other->id);
      entry.resolution = fresh;
      g_ptr_array_add (resolutions, g_steal_pointer (&fresh));
      g_array_append_val (alike, entry);
    }
  return alike;
}

/** Deciding: what is carried out in one transaction. */
typedef struct
{
  PdConflictAction action;
  GPtrArray *ids;         /* (owned) of char* */
  GPtrArray *resolutions; /* (owned) of PdResolution (nullable), one for each id */
  char *title;            /* (owned) of the first */
} Deciding;

static void
free_resolution (gpointer resolution)
{
  if (resolution != NULL)
    pd_resolution_free (resolution);
}

static void
deciding_free (Deciding *deciding)
{
  g_ptr_array_unref (deciding->ids);
  g_ptr_array_unref (deciding->resolutions);
  g_free (deciding->title);
  g_free (deciding);
}

static void
add (Deciding *deciding, const char *id, const PdResolution *resolution)
{
  g_ptr_array_add (deciding->ids, g_strdup (id));
  g_ptr_array_add (deciding->resolutions, resolution != NULL ? copy_resolution (resolution) : NULL);
}

static gboolean
decide_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Deciding *deciding = data;

  for (guint i = 0; i < deciding->ids->len; i++)
    {
      const char *id = g_ptr_array_index (deciding->ids, i);
      gboolean good;

      switch (deciding->action)
        {
        case PD_CONFLICT_AS_NEW:
          good = pd_store_resolve_as_new (session, id, pd_now (), NULL, error);
          break;
        case PD_CONFLICT_AGAIN:
          good = pd_store_repeat_command (session, id, pd_now (), error);
          break;
        case PD_CONFLICT_RESOLVE:
        default:
          good =
              pd_store_resolve (session, id, g_ptr_array_index (deciding->resolutions, i), pd_now (), error);
        }
      if (!good)
        return FALSE;
    }
  return TRUE;
}

static void
undo_clicked_cb (PdConflictPlace *self)
{
  pd_conflict_place_undo (self);
}

/* In the place of what was said before, which is over; above the buttons, which are wanted at once. */
static AdwToast *
say (PdConflictPlace *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
  self->toast = adw_toast_new (markup);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), g_object_ref (self->toast));
  return self->toast;
}

static char *
done_text (const Deciding *deciding)
{
  if (deciding->action == PD_CONFLICT_AGAIN)
    return g_strdup_printf (_ ("%s: asked again."), deciding->title);
  if (deciding->action == PD_CONFLICT_AS_NEW)
    return g_strdup_printf (_ ("%s stays as it is on the platform; a new record was made of your version."),
                            deciding->title);
  if (deciding->ids->len == 1)
    return g_strdup_printf (_ ("%s was decided."), deciding->title);
  return g_strdup_printf (ngettext ("%u conflict was decided.", "%u conflicts were decided.",
                                    deciding->ids->len),
                          deciding->ids->len);
}

/* A request that was repeated is withdrawn where it waits, not here. */
static void
remember (PdConflictPlace *self, const Deciding *deciding)
{
  g_autofree char *text = done_text (deciding);
  AdwToast *toast = say (self, text);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  if (deciding->action == PD_CONFLICT_AGAIN)
    return;
  for (guint i = 0; i < deciding->ids->len; i++)
    g_strv_builder_add (ids, g_ptr_array_index (deciding->ids, i));
  g_ptr_array_add (self->history, g_strv_builder_end (ids));
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), self, G_CONNECT_SWAPPED);
}

static void
set_busy (PdConflictPlace *self, gboolean busy)
{
  self->busy = busy;
  pd_conflict_detail_set_busy (PD_CONFLICT_DETAIL (self->detail), busy);
}

static void
decided_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdConflictPlace) self = user_data;
  g_autoptr (GError) error = NULL;
  Deciding *deciding = pd_store_job_data (result);

  pd_store_write_finish (PD_STORE (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_busy (self, FALSE);
  if (error != NULL)
    {
      pd_conflict_detail_set_trouble (PD_CONFLICT_DETAIL (self->detail), error->message);
      return;
    }
  remember (self, deciding);
  g_hash_table_remove_all (self->chosen);
  self->keyboard_follows = TRUE;
  pd_conflict_place_refresh (self);
}

/**
 * pd_conflict_place_act:
 * @self: a place
 * @action: what a person asks for
 *
 * Carries out what is decided about the selected entry, and about those that were chosen to go with it.
 */
void
pd_conflict_place_act (PdConflictPlace *self, PdConflictAction action)
{
  const PdStoreConflict *selected = pd_conflict_place_get_selected (self);
  g_autoptr (GPtrArray) resolutions = NULL;
  g_autoptr (GArray) alike = NULL;
  Deciding *deciding;

  if (selected == NULL || self->busy)
    return;
  deciding = g_new0 (Deciding, 1);
  deciding->action = action;
  deciding->ids = g_ptr_array_new_with_free_func (g_free);
  deciding->resolutions = g_ptr_array_new_with_free_func (free_resolution);
  deciding->title = pd_record_name_text (selected->type, selected->title);
  add (deciding, selected->id, pd_conflict_place_get_resolution (self, selected->id));
  resolutions = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_resolution_free);
  alike = pd_conflict_place_find_alike (self, resolutions);
  for (guint i = 0; i < alike->len && action == PD_CONFLICT_RESOLVE; i++)
    {
      const PdConflictAlike *entry = &g_array_index (alike, PdConflictAlike, i);

      if (entry->chosen && entry->complete)
        add (deciding, entry->conflict->id, entry->resolution);
    }
  set_busy (self, TRUE);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, decide_job, deciding,
                        (GDestroyNotify) deciding_free, NULL, decided_cb, g_object_ref (self));
}

/* --- undo */

/** Undoing: the decisions of one moment, taken back. */
typedef struct
{
  GStrv ids;   /* (owned) */
  char *entry; /* (owned) (nullable) what is open now: the first */
  PdUndo how;
} Undoing;

static void
undoing_free (Undoing *undoing)
{
  g_strfreev (undoing->ids);
  g_free (undoing->entry);
  g_free (undoing);
}

static gboolean
undo_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Undoing *undoing = data;

  for (guint i = g_strv_length (undoing->ids); i > 0; i--)
    {
      g_free (undoing->entry);
      undoing->entry = pd_store_undo (session, undoing->ids[i - 1], pd_now (), &undoing->how, error);
      if (undoing->entry == NULL)
        return FALSE;
    }
  return TRUE;
}

static const char *
undone_text (PdUndo how)
{
  switch (how)
    {
    case PD_UNDO_PUT_BACK:
      return _ ("The decision had been sent. Decide here what is put back.");
    case PD_UNDO_KEPT_NEW:
      return _ ("The conflict is open again. The new record has been sent and stays.");
    case PD_UNDO_FOLLOWS:
      return _ ("The decision may have arrived already. A new change follows it and puts back what the "
                "platform had "
                "before.");
    case PD_UNDO_OPEN:
    default:
      return _ ("The conflict is open again, as it was.");
    }
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdConflictPlace) self = user_data;
  g_autoptr (GError) error = NULL;
  Undoing *undoing = pd_store_job_data (result);

  pd_store_write_finish (PD_STORE (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_busy (self, FALSE);
  if (error != NULL)
    {
      adw_toast_set_timeout (say (self, error->message), 10);
      pd_conflict_detail_set_trouble (PD_CONFLICT_DETAIL (self->detail), error->message);
      return;
    }
  g_ptr_array_remove_index (self->history, self->history->len - 1);
  say (self, undone_text (undoing->how));
  g_free (self->wanted_id);
  self->wanted_id = g_strdup (undoing->entry);
  self->keyboard_follows = TRUE;
  pd_conflict_place_refresh (self);
}

/**
 * pd_conflict_place_undo:
 * @self: a place
 *
 * Takes the last decision back, as far as it can be; else it is said what to do first.
 */
void
pd_conflict_place_undo (PdConflictPlace *self)
{
  Undoing *undoing;

  if (self->history->len == 0 || self->busy)
    return;
  undoing = g_new0 (Undoing, 1);
  undoing->ids = g_strdupv (g_ptr_array_index (self->history, self->history->len - 1));
  set_busy (self, TRUE);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, undo_job, undoing, (GDestroyNotify) undoing_free,
                        NULL, undone_cb, g_object_ref (self));
}
