/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-column-choice.h"

#include <glib/gi18n-lib.h>

/* Which columns a list has, and in which order: as the place's table says, or as the person who is signed in chose. */

/** pd_column_choice_default: Returns: (transfer container) (element-type PdPlaceColumn): what nobody has to choose */
GPtrArray *
pd_column_choice_default (const PdPlace *place)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (const PdPlaceColumn *column = place->columns; column->field >= 0; column++)
    if (!column->optional)
      g_ptr_array_add (columns, (gpointer) column);
  return columns;
}

static const PdPlaceColumn *
find_column (const PdPlace *place, const char *name)
{
  for (const PdPlaceColumn *column = place->columns; column->field >= 0; column++)
    if (g_str_equal (place->type->fields[column->field].name, name))
      return column;
  return NULL;
}

/**
 * pd_column_choice_parse:
 * @place: a place
 * @names: names of fields, from left to right
 *
 * What the place has no column for is passed over, as another version may know it, and so is what is named twice. By
 * the title a record is known: its column is the first where it is not named.
 *
 * Returns: (transfer container) (element-type PdPlaceColumn): the columns
 */
GPtrArray *
pd_column_choice_parse (const PdPlace *place, const char *const *names)
{
  GPtrArray *columns = g_ptr_array_new ();
  const PdPlaceColumn *title = find_column (place, place->type->fields[place->type->title_field].name);

  for (; *names != NULL; names++)
    {
      const PdPlaceColumn *column = find_column (place, *names);

      if (column != NULL && !g_ptr_array_find (columns, column, NULL))
        g_ptr_array_add (columns, (gpointer) column);
    }
  if (title != NULL && !g_ptr_array_find (columns, title, NULL))
    g_ptr_array_insert (columns, 0, (gpointer) title);
  return columns;
}

/** pd_column_choice_names: Returns: (transfer full): what pd_column_choice_parse() reads */
GStrv
pd_column_choice_names (const PdPlace *place, GPtrArray *columns)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < columns->len; i++)
    {
      const PdPlaceColumn *column = g_ptr_array_index (columns, i);

      g_strv_builder_add (names, place->type->fields[column->field].name);
    }
  return g_strv_builder_end (names);
}

static char *
key_of (GSettings *settings, const PdPlace *place)
{
  g_autofree char *user = g_settings_get_string (settings, "user");

  return g_strdup_printf ("%s/%s", user, place->name);
}

/**
 * pd_column_choice_read:
 * @settings: the application's
 * @place: a place
 *
 * Returns: (transfer container) (element-type PdPlaceColumn): the columns for who is signed in, from left to right
 */
GPtrArray *
pd_column_choice_read (GSettings *settings, const PdPlace *place)
{
  g_autofree char *key = key_of (settings, place);
  g_autoptr (GVariant) all = g_settings_get_value (settings, "columns");
  g_autoptr (GVariant) names = g_variant_lookup_value (all, key, G_VARIANT_TYPE_STRING_ARRAY);
  g_autofree const char **strings = names != NULL ? g_variant_get_strv (names, NULL) : NULL;

  return strings != NULL ? pd_column_choice_parse (place, strings) : pd_column_choice_default (place);
}

static gboolean
are_usual (const PdPlace *place, GPtrArray *columns)
{
  g_autoptr (GPtrArray) usual = pd_column_choice_default (place);

  for (guint i = 0; i < usual->len; i++)
    if (i >= columns->len || columns->pdata[i] != usual->pdata[i])
      return FALSE;
  return usual->len == columns->len;
}

/**
 * pd_column_choice_write:
 * @settings: the application's
 * @place: a place
 * @columns: (nullable) (element-type PdPlaceColumn): from left to right; %NULL for those that nobody has to choose
 *
 * Remembers them for who is signed in. Lists follow by themselves.
 */
void
pd_column_choice_write (GSettings *settings, const PdPlace *place, GPtrArray *columns)
{
  g_autofree char *key = key_of (settings, place);
  g_autoptr (GVariant) all = g_settings_get_value (settings, "columns");
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sas}"));
  GVariantIter iter;
  const char *other;
  GVariant *names;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@as}", &other, &names))
    if (!g_str_equal (other, key))
      g_variant_builder_add (&builder, "{s@as}", other, names);
  if (columns != NULL && !are_usual (place, columns))
    {
      g_auto (GStrv) chosen = pd_column_choice_names (place, columns);

      g_variant_builder_add (&builder, "{s^as}", key, chosen);
    }
  g_settings_set_value (settings, "columns", g_variant_builder_end (&builder));
}

/**
 * pd_column_choice_is_usual_set:
 * @place: a place
 * @columns: (element-type PdPlaceColumn): some of its columns
 *
 * Returns: whether they are those that nobody has to choose, in whatever order
 */
gboolean
pd_column_choice_is_usual_set (const PdPlace *place, GPtrArray *columns)
{
  g_autoptr (GPtrArray) usual = pd_column_choice_default (place);

  for (guint i = 0; i < usual->len; i++)
    if (!g_ptr_array_find (columns, usual->pdata[i], NULL))
      return FALSE;
  return usual->len == columns->len;
}

/** pd_column_label: Returns: (transfer none): what stands above the column, translated */
const char *
pd_column_label (const PdPlace *place, const PdPlaceColumn *column)
{
  return _ (column->label != NULL ? column->label : place->type->fields[column->field].label);
}
