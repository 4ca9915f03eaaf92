/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-resolution.h"

#include "model/pd-patch-private.h"
#include "model/pd-resolution-private.h"
#include "model/pd-workflow.h"

/*
 * The merge goes first and does what it can; a person's choices are put on top, whole atoms at a time, so that no
 * choice can make a mixture of two people's prices.
 */

/**
 * pd_resolution_new:
 * @base: (nullable): what both sides saw; %NULL for a record that was made on both
 * @mine: this computer's version; deleted: to be gone
 * @theirs: (nullable): the platform's version; %NULL when it has none
 *
 * Returns: (transfer full): a resolution in which nothing has been decided
 */
PdResolution *
pd_resolution_new (const PdRecord *base, const PdRecord *mine, const PdRecord *theirs)
{
  PdResolution *self = g_new0 (PdResolution, 1);

  self->base = base != NULL ? pd_record_copy (base) : NULL;
  self->mine = pd_record_copy (mine);
  self->theirs = theirs != NULL ? pd_record_copy (theirs) : NULL;
  self->differences = pd_differences (base, mine, theirs);
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->typed = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_typed_free);
  self->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
pd_resolution_free (PdResolution *self)
{
  g_clear_pointer (&self->base, pd_record_unref);
  g_clear_pointer (&self->theirs, pd_record_unref);
  pd_record_unref (self->mine);
  g_ptr_array_unref (self->differences);
  g_hash_table_unref (self->choices);
  g_ptr_array_unref (self->typed);
  g_hash_table_unref (self->stale);
  g_free (self);
}

const PdRecord *
pd_resolution_get_base (const PdResolution *self)
{
  return self->base;
}

const PdRecord *
pd_resolution_get_mine (const PdResolution *self)
{
  return self->mine;
}

const PdRecord *
pd_resolution_get_theirs (const PdResolution *self)
{
  return self->theirs;
}

/**
 * pd_resolution_get_differences:
 * @self: a resolution
 *
 * Returns: (transfer none) (element-type PdDifference): what there is to decide
 */
GPtrArray *
pd_resolution_get_differences (const PdResolution *self)
{
  return self->differences;
}

/**
 * pd_resolution_find:
 * @self: a resolution
 * @path: a path
 *
 * Returns: (transfer none) (nullable): the difference of that path
 */
const PdDifference *
pd_resolution_find (const PdResolution *self, const char *path)
{
  for (guint i = 0; i < self->differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (self->differences, i);

      if (g_str_equal (difference->path, path))
        return difference;
    }
  return NULL;
}

/* The side that has what a person typed on: a line that mine removed is kept as theirs has it. */
static PdSide
side_below_typed (const PdResolution *self, const PdDifference *difference)
{
  if (difference->atom != NULL || difference->list < 0)
    return difference->conflict ? PD_SIDE_MINE : PD_SIDE_MERGED;
  return pd_record_find_line (self->mine, (guint) difference->list, difference->line_id) != NULL
             ? PD_SIDE_MINE
             : PD_SIDE_THEIRS;
}

static PdSide
side_of (const PdResolution *self, const PdDifference *difference)
{
  gpointer side;

  if (difference->locked)
    return PD_SIDE_THEIRS;
  if (g_hash_table_lookup_extended (self->choices, difference->path, NULL, &side))
    return (PdSide) GPOINTER_TO_INT (side);
  return pd_resolution_is_typed (self, difference->path) ? side_below_typed (self, difference)
                                                         : PD_SIDE_MERGED;
}

/**
 * pd_resolution_get_side:
 * @self: a resolution
 * @path: a difference's path
 *
 * Returns: whose version is taken; what was typed is on top of it
 */
PdSide
pd_resolution_get_side (const PdResolution *self, const char *path)
{
  const PdDifference *difference = pd_resolution_find (self, path);

  return difference != NULL ? side_of (self, difference) : PD_SIDE_MERGED;
}

/**
 * pd_resolution_choose:
 * @self: a resolution
 * @path: a difference's path
 * @side: whose version to take; %PD_SIDE_MERGED takes the decision back
 *
 * Takes one side's version of an atom. What was typed for it is forgotten.
 *
 * Returns: %FALSE when there is no such difference, or it is not to be decided
 */
gboolean
pd_resolution_choose (PdResolution *self, const char *path, PdSide side)
{
  const PdDifference *difference = pd_resolution_find (self, path);

  if (difference == NULL || (difference->locked && side == PD_SIDE_MINE))
    return FALSE;
  pd_resolution_drop_typed (self, difference);
  g_hash_table_remove (self->stale, difference->path);
  if (side == PD_SIDE_MERGED)
    g_hash_table_remove (self->choices, difference->path);
  else
    g_hash_table_insert (self->choices, g_strdup (difference->path), GINT_TO_POINTER (side));
  return TRUE;
}

/**
 * pd_resolution_choose_all:
 * @self: a resolution
 * @side: whose version to take
 *
 * Theirs: everything as the platform has it. Mine: where both changed the same, mine; what only the others changed
 * stays theirs. Neither: as if nothing had been decided.
 */
void
pd_resolution_choose_all (PdResolution *self, PdSide side)
{
  g_hash_table_remove_all (self->choices);
  g_hash_table_remove_all (self->stale);
  g_ptr_array_set_size (self->typed, 0);
  for (guint i = 0; i < self->differences->len && side != PD_SIDE_MERGED; i++)
    {
      const PdDifference *difference = g_ptr_array_index (self->differences, i);

      if (side == PD_SIDE_THEIRS || difference->conflict)
        pd_resolution_choose (self, difference->path, side);
    }
}

/**
 * pd_resolution_is_decided:
 * @self: a resolution
 * @path: a difference's path
 *
 * Returns: whether nobody needs to say more about it: no conflict, or a person has chosen or typed
 */
gboolean
pd_resolution_is_decided (const PdResolution *self, const char *path)
{
  const PdDifference *difference = pd_resolution_find (self, path);

  if (difference == NULL)
    return TRUE;
  if (g_hash_table_contains (self->stale, path))
    return FALSE;
  return !difference->conflict || side_of (self, difference) != PD_SIDE_MERGED;
}

/**
 * pd_resolution_get_n_undecided:
 * @self: a resolution
 *
 * Returns: how many differences wait for a person
 */
guint
pd_resolution_get_n_undecided (const PdResolution *self)
{
  guint n = 0;

  for (guint i = 0; i < self->differences->len; i++)
    n += !pd_resolution_is_decided (self, ((PdDifference *) g_ptr_array_index (self->differences, i))->path);
  return n;
}

static void
take_line (PdRecord *record, const PdDifference *difference, const PdRecord *from)
{
  guint list = (guint) difference->list;
  const PdRecord *line = pd_record_find_line (from, list, difference->line_id);

  pd_record_remove_line (record, list, difference->line_id);
  if (line != NULL)
    pd_record_add_line (record, list, pd_record_copy (line));
}

static void
take (PdRecord *record, const PdDifference *difference, const PdRecord *from)
{
  guint list = (guint) difference->list;

  if (difference->list < 0)
    pd_atom_copy (record, from, difference->atom);
  else if (difference->atom == NULL)
    take_line (record, difference, from);
  else
    pd_atom_copy (pd_record_find_line (record, list, difference->line_id),
                  pd_record_find_line (from, list, difference->line_id), difference->atom);
}

/* Nothing of mine is wanted: not the places of its lines either. */
static gboolean
is_all_theirs (const PdResolution *self)
{
  for (guint i = 0; i < self->differences->len; i++)
    if (side_of (self, g_ptr_array_index (self->differences, i)) != PD_SIDE_THEIRS)
      return FALSE;
  return self->typed->len == 0 && self->differences->len > 0;
}

static PdRecord *
apply_to_record (const PdResolution *self, const PdDifference *whole)
{
  PdRecord *record;

  if (side_of (self, whole) != PD_SIDE_MINE)
    return self->theirs != NULL ? pd_record_copy (self->theirs) : NULL;
  record = pd_record_copy (self->mine);
  if (!pd_record_is_deleted (record))
    pd_resolution_apply_typed (self, record);
  pd_record_derive (record);
  return record;
}

/* What a closed record takes is notes; neither fields nor the places of lines. */
static PdRecord *
merge_frozen (const PdResolution *self, const PdRecord *merged)
{
  PdRecord *record = pd_record_copy (self->theirs);

  for (guint i = 0; i < self->differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (self->differences, i);

      if (!difference->locked)
        take (record, difference, merged);
    }
  return record;
}

static PdRecord *
merge (const PdResolution *self)
{
  g_autoptr (PdRecord) base = self->base != NULL ? pd_record_copy (self->base)
                                                 : pd_record_new (pd_record_get_record_type (self->mine),
                                                                  pd_record_get_id (self->mine));
  g_autoptr (PdRecord) merged = pd_merge3 (base, self->mine, self->theirs, NULL);

  return pd_workflow_is_frozen (self->theirs) ? merge_frozen (self, merged) : g_steal_pointer (&merged);
}

/**
 * pd_resolution_apply:
 * @self: a resolution
 *
 * The merge of both with the choices on top and derived fields computed anew. What is not decided yet is as the
 * platform has it.
 *
 * Returns: (transfer full) (nullable): the record as it would be; %NULL when it would not be at all
 */
PdRecord *
pd_resolution_apply (const PdResolution *self)
{
  const PdDifference *first = self->differences->len > 0 ? g_ptr_array_index (self->differences, 0) : NULL;
  PdRecord *record;

  if (first != NULL && pd_difference_is_record (first))
    return apply_to_record (self, first);
  if (self->theirs == NULL || pd_record_is_deleted (self->theirs) || is_all_theirs (self))
    return self->theirs != NULL ? pd_record_copy (self->theirs) : NULL;
  record = merge (self);
  for (guint i = 0; i < self->differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (self->differences, i);
      PdSide side = side_of (self, difference);

      if (side != PD_SIDE_MERGED)
        take (record, difference, side == PD_SIDE_MINE ? self->mine : self->theirs);
    }
  pd_resolution_apply_typed (self, record);
  pd_record_derive (record);
  return record;
}

static const PdRecord *
line_of (const PdRecord *record, const PdDifference *difference)
{
  return record != NULL && difference->list >= 0
             ? pd_record_find_line (record, (guint) difference->list, difference->line_id)
             : record;
}

/* Whether one side says the same about a difference as it did when a person decided. */
static gboolean
says_the_same (const PdRecord *before, const PdRecord *now, const PdDifference *difference)
{
  const PdRecord *a = line_of (before, difference), *b = line_of (now, difference);
  g_autoptr (PdPatch) patch = NULL;

  if (a == NULL || b == NULL)
    return a == b;
  if (difference->atom != NULL)
    return pd_atom_equal (a, b, difference->atom);
  if (difference->list >= 0)
    return pd_line_content_equal (a, b);
  patch = pd_diff (a, b);
  return pd_record_is_deleted (a) == pd_record_is_deleted (b) && pd_patch_get_n_changes (patch) == 0;
}

static void
refresh_choices (const PdResolution *self, PdResolution *fresh, guint *n_dropped)
{
  GHashTableIter iter;
  gpointer path, side;

  g_hash_table_iter_init (&iter, self->choices);
  while (g_hash_table_iter_next (&iter, &path, &side))
    {
      const PdDifference *now = pd_resolution_find (fresh, path);

      if (now == NULL)
        continue; /* both have become the same: nothing left to choose */
      if (says_the_same (self->mine, fresh->mine, now) && says_the_same (self->theirs, fresh->theirs, now))
        g_hash_table_insert (fresh->choices, g_strdup (path), side);
      else
        *n_dropped += 1;
    }
}

/* What was typed is never thrown away, but where the sides moved on a person has to say that it still holds. */
static void
refresh_typed (const PdResolution *self, PdResolution *fresh, guint *n_dropped)
{
  for (guint i = 0; i < self->typed->len; i++)
    {
      const PdTyped *typed = g_ptr_array_index (self->typed, i);
      const PdDifference *now;

      pd_resolution_add_typed (fresh, typed);
      now = pd_resolution_owner (fresh, typed);
      if (now == NULL || g_hash_table_contains (fresh->stale, now->path))
        continue;
      if (says_the_same (self->mine, fresh->mine, now) && says_the_same (self->theirs, fresh->theirs, now) &&
          !g_hash_table_contains (self->stale, now->path))
        continue;
      g_hash_table_add (fresh->stale, g_strdup (now->path));
      *n_dropped += 1;
    }
}

/**
 * pd_resolution_refresh:
 * @self: a resolution
 * @base: (nullable): as for pd_resolution_new()
 * @mine: one side as it is by now
 * @theirs: (nullable): the other as it is by now
 * @n_dropped: (out): how many decisions are open again
 *
 * A version came in while a person was deciding. A choice stays where both sides still say what they said; elsewhere
 * it was made without knowing, and is open again. What was typed is kept, and asked about again.
 *
 * Returns: (transfer full): the same decisions about the new versions
 */
PdResolution *
pd_resolution_refresh (const PdResolution *self,
                       const PdRecord *base,
                       const PdRecord *mine,
                       const PdRecord *theirs,
                       guint *n_dropped)
{
  PdResolution *fresh = pd_resolution_new (base, mine, theirs);

  *n_dropped = 0;
  refresh_choices (self, fresh, n_dropped);
  refresh_typed (self, fresh, n_dropped);
  return fresh;
}

static gboolean
is_same_question (const PdDifference *a, const PdDifference *b)
{
  return a->list == b->list && g_strcmp0 (a->atom, b->atom) == 0;
}

static gboolean
asks_only_what (const PdResolution *self, const PdResolution *other)
{
  for (guint i = 0; i < self->differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (self->differences, i);
      gboolean found = !difference->conflict;

      for (guint j = 0; j < other->differences->len && !found; j++)
        {
          const PdDifference *same = g_ptr_array_index (other->differences, j);

          found = same->conflict && is_same_question (difference, same);
        }
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_resolution_is_alike:
 * @a: a resolution
 * @b: another
 *
 * Returns: whether both are about records of one type with conflicts in the same fields
 */
gboolean
pd_resolution_is_alike (const PdResolution *a, const PdResolution *b)
{
  return pd_record_get_record_type (a->mine) == pd_record_get_record_type (b->mine) &&
         asks_only_what (a, b) && asks_only_what (b, a);
}

/* The one answer that @self gives to all questions of this kind; -1 when it gives none or several. */
static int
common_answer (const PdResolution *self, const PdDifference *question)
{
  int answer = -1;

  for (guint i = 0; i < self->differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (self->differences, i);
      int side;

      if (!is_same_question (difference, question) || difference->conflict != question->conflict)
        continue;
      side = (int) side_of (self, difference);
      if ((answer >= 0 && side != answer) ||
          (pd_resolution_is_typed (self, difference->path) && question->list >= 0))
        return -1;
      answer = side;
    }
  return answer;
}

/**
 * pd_resolution_copy_choices:
 * @to: a resolution of another record
 * @from: what was decided about one like it
 *
 * Decides the same in the same fields. What was typed goes along for fields of the record itself; a line's was meant
 * for that line alone.
 *
 * Returns: whether everything in @to is decided now
 */
gboolean
pd_resolution_copy_choices (PdResolution *to, const PdResolution *from)
{
  for (guint i = 0; i < to->differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (to->differences, i);
      int answer = common_answer (from, difference);

      if (answer > (int) PD_SIDE_MERGED)
        pd_resolution_choose (to, difference->path, (PdSide) answer);
    }
  for (guint i = 0; i < from->typed->len; i++)
    {
      const PdTyped *typed = g_ptr_array_index (from->typed, i);

      if (typed->list < 0 && pd_resolution_owner (from, typed) != NULL)
        pd_resolution_add_typed (to, typed);
    }
  return pd_resolution_get_n_undecided (to) == 0;
}
