/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "store/pd-store-resolve.h"

/* What people do in the conflict inbox. */

/** Decision: what a person makes of a conflict. */
typedef struct
{
  PdStoreConflict *conflict; /* (owned) */
  PdRecord *merged;          /* (owned) (nullable) */
} Decision;

static gboolean
resolve_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Decision *decision = data;

  return pd_store_resolve_conflict (desktop->session, decision->conflict->id, decision->merged,
                                    sim_desktop_now (desktop), error);
}

/* Field by field, one side or the other. */
static PdRecord *
decide_fields (const PdStoreConflict *conflict, SimRandom *random)
{
  g_autoptr (PdResolution) resolution = pd_store_conflict_resolution (conflict);
  GPtrArray *differences = pd_resolution_get_differences (resolution);

  for (guint i = 0; i < differences->len; i++)
    pd_resolution_choose (resolution, ((PdDifference *) g_ptr_array_index (differences, i))->path,
                          sim_random_chance (random, 500) ? PD_SIDE_MINE : PD_SIDE_THEIRS);
  return pd_resolution_apply (resolution);
}

static PdRecord *
decide (const PdStoreConflict *conflict, SimRandom *random)
{
  if (conflict->mine == NULL || sim_random_chance (random, 400))
    return NULL;
  if (conflict->base != NULL && conflict->theirs != NULL && !pd_record_is_deleted (conflict->theirs) &&
      !pd_record_is_deleted (conflict->mine) && sim_random_chance (random, 500))
    return decide_fields (conflict, random);
  return pd_record_copy (conflict->mine);
}

/* A person empties one entry of the inbox. */
void
sim_resolve_one (SimDesktop *desktop, SimRandom *random)
{
  g_autoptr (GPtrArray) conflicts =
      desktop->session != NULL ? pd_store_list_conflicts (desktop->session, TRUE, NULL) : NULL;
  g_autofree char *before = NULL;
  Decision decision = { 0 };

  if (conflicts == NULL || conflicts->len == 0)
    return;
  decision.conflict = g_ptr_array_steal_index (conflicts, sim_random_below (random, conflicts->len));
  decision.merged = decide (decision.conflict, random);
  before = sim_tokens_text (desktop, decision.conflict->type, decision.conflict->record_id, FALSE);
  sim_trace (desktop->sim, "desktop %u decides about %s: %s", desktop->index, decision.conflict->record_id,
             decision.merged == NULL                  ? "theirs"
             : pd_record_is_deleted (decision.merged) ? "gone"
                                                      : "merged");
  if (sim_desktop_write (desktop, resolve_job, &decision))
    {
      sim_tokens_decided (desktop, decision.conflict->record_id, before, decision.merged);
      sim_saved (desktop);
    }
  else if (desktop->session == NULL)
    sim_tokens_in_doubt (desktop, decision.conflict->record_id, NULL);
  pd_store_conflict_free (decision.conflict);
  g_clear_pointer (&decision.merged, pd_record_unref);
}

/** TakenBack: a decision that is taken back. */
typedef struct
{
  const char *conflict;
  PdUndo how;
} TakenBack;

static gboolean
undo_job (SimDesktop *desktop, gpointer data, GError **error)
{
  TakenBack *back = data;
  g_autofree char *open =
      pd_store_undo (desktop->session, back->conflict, sim_desktop_now (desktop), &back->how, error);

  return open != NULL;
}

/* A person has another look at what was decided, mostly at what was decided last. */
void
sim_undo_one (SimDesktop *desktop, SimRandom *random)
{
  g_autoptr (GPtrArray) all =
      desktop->engine != NULL ? pd_store_list_conflicts (desktop->session, FALSE, NULL) : NULL;
  const PdStoreConflict *conflict;
  TakenBack back;

  for (guint i = 0; all != NULL && i < all->len;)
    if (((PdStoreConflict *) g_ptr_array_index (all, i))->decision == PD_DECISION_OPEN)
      g_ptr_array_remove_index (all, i);
    else
      i++;
  if (all == NULL || all->len == 0)
    return;
  conflict = g_ptr_array_index (all, sim_random_below (random, MIN (all->len, 3)));
  back = (TakenBack){ conflict->id, PD_UNDO_OPEN };
  sim_trace (desktop->sim, "desktop %u takes back what was decided about %s", desktop->index,
             conflict->record_id);
  if (sim_desktop_write (desktop, undo_job, &back))
    sim_saved (desktop);
}
