/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-saved-view.h"

#include <glib/gi18n-lib.h>

/* Views of a list: some that everybody has, and those that a person has saved for themselves. */

static const struct
{
  const char *name;
  guint flags;
  const char *filter;
  const char *sort;
} built_in[] = {
  { N_ ("All orders"), 0, NULL, NULL },
  { N_ ("To do by me"), PD_VIEW_MINE | PD_VIEW_UNFINISHED, NULL, NULL },
  { N_ ("Overdue"), PD_VIEW_OVERDUE, NULL, "due_date" },
  { N_ ("To be approved"), 0, "filter:stage-review", NULL },
  { N_ ("To be sent"), 0, "filter:stage-delivery", NULL },
};

/** pd_saved_view_new: Returns: (transfer full): a view of all, by age */
PdSavedView *
pd_saved_view_new (const char *name)
{
  PdSavedView *view = g_new0 (PdSavedView, 1);

  view->name = g_strdup (name);
  view->descending = TRUE;
  return view;
}

PdSavedView *
pd_saved_view_copy (const PdSavedView *view)
{
  PdSavedView *copy = g_memdup2 (view, sizeof *view);

  copy->name = g_strdup (view->name);
  copy->filter = g_strdup (view->filter);
  copy->search = g_strdup (view->search);
  copy->sort = g_strdup (view->sort);
  copy->columns = g_strdupv (view->columns);
  return copy;
}

void
pd_saved_view_free (PdSavedView *view)
{
  g_free (view->name);
  g_free (view->filter);
  g_free (view->search);
  g_free (view->sort);
  g_strfreev (view->columns);
  g_free (view);
}

static char *
owner_of (GSettings *settings, const PdPlace *place)
{
  g_autofree char *user = g_settings_get_string (settings, "user");

  return g_strdup_printf ("%s/%s", user, place->name);
}

static gboolean
is_owned (GVariant *view, const char *owner)
{
  const char *of = NULL;

  return g_variant_lookup (view, "owner", "&s", &of) && g_str_equal (of, owner);
}

/* (nullable) without a name it is none */
static PdSavedView *
read_view (GVariant *from)
{
  g_autoptr (PdSavedView) view = pd_saved_view_new (NULL);

  if (!g_variant_lookup (from, "name", "s", &view->name) || *view->name == '\0')
    return NULL;
  g_variant_lookup (from, "flags", "u", &view->flags);
  g_variant_lookup (from, "filter", "s", &view->filter);
  g_variant_lookup (from, "search", "s", &view->search);
  g_variant_lookup (from, "sort", "s", &view->sort);
  g_variant_lookup (from, "descending", "b", &view->descending);
  g_variant_lookup (from, "columns", "^as", &view->columns);
  return g_steal_pointer (&view);
}

static GVariant *
write_view (const PdSavedView *view, const char *owner)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "owner", "s", owner);
  g_variant_dict_insert (&dict, "name", "s", view->name);
  g_variant_dict_insert (&dict, "flags", "u", view->flags);
  if (view->filter != NULL)
    g_variant_dict_insert (&dict, "filter", "s", view->filter);
  if (view->search != NULL)
    g_variant_dict_insert (&dict, "search", "s", view->search);
  if (view->sort != NULL)
    g_variant_dict_insert (&dict, "sort", "s", view->sort);
  g_variant_dict_insert (&dict, "descending", "b", view->descending);
  if (view->columns != NULL)
    g_variant_dict_insert (&dict, "columns", "^as", view->columns);
  return g_variant_dict_end (&dict);
}

/**
 * pd_saved_views_read:
 * @settings: the application's
 * @place: whose list
 *
 * Returns: (transfer container) (element-type PdSavedView): first those that everybody has, with their names translated,
 *   then those of who is signed in
 */
GPtrArray *
pd_saved_views_read (GSettings *settings, const PdPlace *place)
{
  GPtrArray *views = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_saved_view_free);
  g_autofree char *owner = owner_of (settings, place);
  g_autoptr (GVariant) all = g_settings_get_value (settings, "saved-views");

  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    {
      PdSavedView *view = pd_saved_view_new (_ (built_in[i].name));

      view->built_in = TRUE;
      view->flags = built_in[i].flags;
      view->filter = g_strdup (built_in[i].filter);
      view->sort = g_strdup (built_in[i].sort);
      view->descending = built_in[i].sort == NULL;
      g_ptr_array_add (views, view);
    }
  for (gsize i = 0; i < g_variant_n_children (all); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (all, i);
      PdSavedView *view = is_owned (child, owner) ? read_view (child) : NULL;

      if (view != NULL)
        g_ptr_array_add (views, view);
    }
  return views;
}

/**
 * pd_saved_views_write:
 * @settings: the application's
 * @place: whose list
 * @views: (element-type PdSavedView): all; those that everybody has are not written
 *
 * Remembers them for who is signed in; those of others stay.
 */
void
pd_saved_views_write (GSettings *settings, const PdPlace *place, GPtrArray *views)
{
  g_autofree char *owner = owner_of (settings, place);
  g_autoptr (GVariant) all = g_settings_get_value (settings, "saved-views");
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; i < g_variant_n_children (all); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (all, i);

      if (!is_owned (child, owner))
        g_variant_builder_add_value (&builder, child);
    }
  for (guint i = 0; i < views->len; i++)
    if (!((const PdSavedView *) views->pdata[i])->built_in)
      g_variant_builder_add_value (&builder, write_view (views->pdata[i], owner));
  g_settings_set_value (settings, "saved-views", g_variant_builder_end (&builder));
}

/** pd_saved_views_find: Returns: (nullable) (transfer none): the view of this name */
PdSavedView *
pd_saved_views_find (GPtrArray *views, const char *name)
{
  for (guint i = 0; i < views->len; i++)
    if (g_strcmp0 (((const PdSavedView *) views->pdata[i])->name, name) == 0)
      return views->pdata[i];
  return NULL;
}
