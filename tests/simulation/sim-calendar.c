/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-calendar-row.h"
#include "model/pd-date.h"
#include "store/pd-store-calendar.h"

/* The office adds to the tax calendar, says that a month was filed, and takes that back; and what must be true of that (I28). */

/** Dating: a change of the calendar, and what takes it back. */
typedef struct
{
  PdCalendarChange *change; /* (owned) */
  PdCalendarChange *back;   /* (owned) (nullable) */
} Dating;

static void
dating_clear (Dating *self)
{
  g_clear_pointer (&self->change, pd_calendar_change_free);
  g_clear_pointer (&self->back, pd_calendar_change_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dating, dating_clear)

static gboolean
change_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Dating *self = data;

  g_clear_pointer (&self->back, pd_calendar_change_free);
  self->back = pd_store_change_calendar (desktop->session, self->change, sim_desktop_now (desktop), error);
  return self->back != NULL;
}

/* The months are few, so that people meet. */
static PdCalendarChange *
choose (SimDesktop *desktop, GPtrArray *rows, SimRandom *random)
{
  gint64 now = sim_desktop_now (desktop);
  guint month = 11 + sim_random_below (random, 2);
  g_autofree char *date = pd_date_new (2026, month, 16 + sim_random_below (random, 10));
  PdCalendarChange *change;

  switch (sim_random_below (random, 4))
    {
    case 0:
      return pd_calendar_change_deadline (rows, 2026, month, sim_random_chance (random, 700) ? date : NULL,
                                          now);
    case 1:
      change = pd_calendar_change_new ();
      g_ptr_array_add (change->added, pd_calendar_row_new (PD_CALENDAR_OFF, date, NULL, "台风", now));
      return change;
    default:
      return pd_calendar_change_filed (rows, 2026, month, sim_random_chance (random, 650), now);
    }
}

/** sim_calendar: somebody changes the calendar, and sometimes takes it back at once. */
void
sim_calendar (SimDesktop *desktop, SimRandom *random)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (Dating) self = { 0 };

  /* The others may not, and try it seldom. */
  if (desktop->index > 1 && sim_random_chance (random, 900))
    desktop = desktop->sim->desktops[desktop->index % 2];
  if (desktop->engine == NULL)
    return;
  rows = pd_store_calendar_rows (desktop->session, NULL);
  if (rows == NULL)
    return;
  self.change = choose (desktop, rows, random);
  if (!sim_desktop_write (desktop, change_job, &self))
    return;
  sim_sometimes (desktop, SIM_FAULT_CALENDAR);
  sim_saved (desktop);
  if (desktop->engine == NULL || !sim_random_chance (random, 250))
    return;
  pd_calendar_change_free (self.change);
  self.change = g_steal_pointer (&self.back);
  if (sim_desktop_write (desktop, change_job, &self))
    sim_saved (desktop);
}

/** sim_check_calendar_row: I28: a row is made and removed, never changed. */
void
sim_check_calendar_row (Sim *sim, const PdRecord *before, const PdRecord *after)
{
  if (pd_record_get_record_type (after) == &pd_calendar_row_type && before != NULL &&
      !pd_record_is_deleted (after) && !sim->restored)
    sim_fail (sim, "I28", "row %s of the calendar was changed", pd_record_get_id (after));
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The rows as lines "ID KIND FROM TO", in the order in which they were made. */
static char *
lines_of (GPtrArray *rows)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < rows->len; i++)
    {
      const PdRecord *row = g_ptr_array_index (rows, i);
      const char *to = pd_record_get_text (row, PD_CALENDAR_ROW_TO);

      g_ptr_array_add (lines, g_strdup_printf ("%s %s %s %s", pd_record_get_id (row),
                                               pd_record_get_text (row, PD_CALENDAR_ROW_KIND),
                                               pd_record_get_text (row, PD_CALENDAR_ROW_FROM),
                                               to != NULL ? to : "-"));
    }
  g_ptr_array_sort (lines, compare_texts);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static GPtrArray *
rows_of_platform (Sim *sim)
{
  GPtrArray *rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer list;

  g_hash_table_iter_init (&iter, sim->documents);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    {
      GPtrArray *versions = list;
      const SimVersion *last = versions->len > 0 ? g_ptr_array_index (versions, versions->len - 1) : NULL;

      if (last != NULL && pd_record_get_record_type (last->record) == &pd_calendar_row_type &&
          !pd_record_is_deleted (last->record))
        g_ptr_array_add (rows, last->record);
    }
  return rows;
}

/** sim_check_calendar: I28, when everything is quiet: all have the same calendar. */
void
sim_check_calendar (Sim *sim)
{
  g_autoptr (GPtrArray) there = NULL;
  g_autofree char *wanted = NULL;

  if (!sim->options->fates[SIM_CALENDAR] || sim->restored || sim->rolled_back)
    return;
  there = rows_of_platform (sim);
  wanted = lines_of (there);
  for (guint i = 0; i < sim->options->n_desktops; i++)
    {
      g_autoptr (GPtrArray) rows = pd_store_calendar_rows (sim->desktops[i]->session, NULL);
      g_autofree char *is = rows != NULL ? lines_of (rows) : NULL;

      if (g_strcmp0 (is, wanted) != 0)
        sim_fail (sim, "I28", "desktop %u has another calendar:\n%s\n--\n%s", i, is, wanted);
    }
}
