/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-font.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include <string.h>

#include FT_FREETYPE_H

/* Installed faces that are kept open. */
#define MAX_KEPT 64
/* Wishes whose answer is kept: the system takes milliseconds for each. */
#define MAX_ANSWERS 1000

struct _PdOfdFont
{
  gatomicrefcount ref_count;
  FT_Face face;
  cairo_font_face_t *cairo_face;
};

/* Faces may be used from any thread, but opened and closed by one at a time. */
static GMutex library_mutex;
static FT_Library library;
static GHashTable *installed; /* by file, index and what is made up: a PdOfdFont each */
static GHashTable *answers;   /* by wish: a PdOfdFont or NULL each */

/* Which installed families stand in for those that invoices name but that are seldom here: the first that is installed
 * is taken. A part of the name decides. */
static const struct
{
  const char *parts; /* separated by "|", in small letters */
  const char *families;
} substitutes[] = {
  { "楷|kai", "AR PL UKai CN|Noto Serif CJK SC|Noto Sans CJK SC|WenQuanYi Zen Hei" },
  { "黑|hei|雅|yahei|gothic|noto sans cjk|sourcehansans",
    "Noto Sans CJK SC|WenQuanYi Zen Hei|WenQuanYi Micro Hei|AR PL UMing CN" },
  { "宋|song|sun|ming|仿|fang", "AR PL UMing CN|Noto Serif CJK SC|Noto Sans CJK SC|WenQuanYi Zen Hei" },
  { "courier|mono|consol|typewriter", "Courier New|Nimbus Mono PS|Liberation Mono|DejaVu Sans Mono" },
  { "times|roman", "Times New Roman|Nimbus Roman|Liberation Serif|DejaVu Serif" },
  { "arial|helvetica|calibri|verdana|tahoma", "Arial|Liberation Sans|Nimbus Sans|DejaVu Sans" },
};
static const char any_chinese[] = "AR PL UMing CN|Noto Serif CJK SC|Noto Sans CJK SC|WenQuanYi Zen Hei";

/* A face and the bytes that it reads from. */
typedef struct
{
  FT_Face face;
  GBytes *bytes; /* (owned) (nullable): of a font that stands in no file of its own */
} OpenFace;

static void
close_face (void *data)
{
  OpenFace *open = data;

  g_mutex_lock (&library_mutex);
  FT_Done_Face (open->face);
  g_mutex_unlock (&library_mutex);
  g_clear_pointer (&open->bytes, g_bytes_unref);
  g_free (open);
}

/* Takes @face. Cairo keeps it for as long as it caches anything of it. */
static PdOfdFont *
wrap (FT_Face face, GBytes *bytes, gboolean make_bold, gboolean make_italic)
{
  static const cairo_user_data_key_t key;
  PdOfdFont *self;
  OpenFace *open = g_new0 (OpenFace, 1);
  cairo_font_face_t *cairo_face =
      cairo_ft_font_face_create_for_ft_face (face, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP);

  open->face = face;
  open->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  if (cairo_font_face_set_user_data (cairo_face, &key, open, close_face) != CAIRO_STATUS_SUCCESS)
    {
      cairo_font_face_destroy (cairo_face);
      close_face (open);
      return NULL;
    }
  if (make_bold)
    cairo_ft_font_face_set_synthesize (cairo_face, CAIRO_FT_SYNTHESIZE_BOLD);
  if (make_italic)
    cairo_ft_font_face_set_synthesize (cairo_face, CAIRO_FT_SYNTHESIZE_OBLIQUE);
  self = g_new0 (PdOfdFont, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->face = face;
  self->cairo_face = cairo_face;
  return self;
}

PdOfdFont *
pd_ofd_font_ref (PdOfdFont *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
pd_ofd_font_unref (PdOfdFont *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  cairo_font_face_destroy (self->cairo_face);
  g_free (self);
}

static gboolean
start_library (void)
{
  return library != NULL || FT_Init_FreeType (&library) == 0;
}

/* A font in a file has often no Unicode map, but a symbol map or one of another country's code. */
static void
choose_map (FT_Face face)
{
  if (FT_Select_Charmap (face, FT_ENCODING_UNICODE) == 0)
    return;
  if (FT_Select_Charmap (face, FT_ENCODING_MS_SYMBOL) != 0 && face->num_charmaps > 0)
    FT_Set_Charmap (face, face->charmaps[0]);
}

/*< private >
 * pd_ofd_font_new_embedded:
 * @bytes: a TrueType, OpenType or CFF font; hostile
 *
 * Returns: (transfer full) (nullable): the font; %NULL when it is broken
 */
PdOfdFont *
pd_ofd_font_new_embedded (GBytes *bytes, gboolean is_bold, gboolean is_italic)
{
  FT_Face face = NULL;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_mutex_lock (&library_mutex);
  if (size == 0 || !start_library () || FT_New_Memory_Face (library, data, (FT_Long) size, 0, &face) != 0)
    face = NULL;
  if (face != NULL && (!FT_IS_SCALABLE (face) || face->num_glyphs < 1))
    {
      FT_Done_Face (face);
      face = NULL;
    }
  g_mutex_unlock (&library_mutex);
  if (face == NULL)
    return NULL;
  choose_map (face);
  return wrap (face, bytes, is_bold && (face->style_flags & FT_STYLE_FLAG_BOLD) == 0,
               is_italic && (face->style_flags & FT_STYLE_FLAG_ITALIC) == 0);
}

static gboolean
has_part (const char *name, const char *parts)
{
  g_autofree char *folded = g_utf8_strdown (name, -1);
  g_auto (GStrv) each = g_strsplit (parts, "|", -1);

  for (guint i = 0; each[i] != NULL; i++)
    if (strstr (folded, each[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
add_families (FcPattern *pattern, const char *families)
{
  g_auto (GStrv) each = g_strsplit (families, "|", -1);

  for (guint i = 0; each[i] != NULL; i++)
    FcPatternAddString (pattern, FC_FAMILY, (const FcChar8 *) each[i]);
}

static void
add_substitutes (FcPattern *pattern, const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (substitutes); i++)
    if (has_part (name, substitutes[i].parts))
      {
        add_families (pattern, substitutes[i].families);
        return;
      }
}

static FcPattern *
create_pattern (const PdOfdFontWish *wish, gunichar character)
{
  FcPattern *pattern = FcPatternCreate ();

  if (wish->name != NULL && *wish->name != '\0')
    FcPatternAddString (pattern, FC_FAMILY, (const FcChar8 *) wish->name);
  if (wish->family != NULL && *wish->family != '\0')
    FcPatternAddString (pattern, FC_FAMILY, (const FcChar8 *) wish->family);
  add_substitutes (pattern, wish->name);
  add_substitutes (pattern, wish->family);
  add_families (pattern, any_chinese);
  FcPatternAddString (pattern, FC_LANG, (const FcChar8 *) "zh-cn");
  FcPatternAddInteger (pattern, FC_WEIGHT, wish->is_bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
  FcPatternAddInteger (pattern, FC_SLANT, wish->is_italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
  if (wish->is_fixed)
    FcPatternAddInteger (pattern, FC_SPACING, FC_MONO);
  FcPatternAddBool (pattern, FC_SCALABLE, FcTrue);
  if (character != 0)
    {
      FcCharSet *set = FcCharSetCreate ();

      FcCharSetAddChar (set, character);
      FcPatternAddCharSet (pattern, FC_CHARSET, set);
      FcCharSetDestroy (set);
    }
  FcConfigSubstitute (NULL, pattern, FcMatchPattern);
  FcDefaultSubstitute (pattern);
  return pattern;
}

/* The first of the sorted faces that has the character. */
static FcPattern *
match (const PdOfdFontWish *wish, gunichar character)
{
  FcPattern *pattern = create_pattern (wish, character);
  FcResult result;
  FcPattern *found = NULL;

  if (character == 0)
    found = FcFontMatch (NULL, pattern, &result);
  else
    {
      FcFontSet *set = FcFontSort (NULL, pattern, FcTrue, NULL, &result);

      for (int i = 0; set != NULL && found == NULL && i < set->nfont; i++)
        {
          FcCharSet *chars = NULL;

          if (FcPatternGetCharSet (set->fonts[i], FC_CHARSET, 0, &chars) == FcResultMatch &&
              FcCharSetHasChar (chars, character))
            found = FcFontRenderPrepare (NULL, pattern, set->fonts[i]);
        }
      if (set != NULL)
        FcFontSetDestroy (set);
    }
  FcPatternDestroy (pattern);
  return found;
}

/* Where the system makes a face bold or slanted itself, it says that the face was so. */
static void
find_made_up (const FcPattern *found, const PdOfdFontWish *wish, gboolean *make_bold, gboolean *make_italic)
{
  int weight = FC_WEIGHT_REGULAR, slant = FC_SLANT_ROMAN;
  FcBool is_emboldened = FcFalse;
  FcMatrix *matrix = NULL;

  FcPatternGetInteger (found, FC_WEIGHT, 0, &weight);
  FcPatternGetInteger (found, FC_SLANT, 0, &slant);
  FcPatternGetBool (found, FC_EMBOLDEN, 0, &is_emboldened);
  FcPatternGetMatrix (found, FC_MATRIX, 0, &matrix);
  *make_bold = wish->is_bold && (is_emboldened || weight < FC_WEIGHT_DEMIBOLD);
  *make_italic = wish->is_italic && ((matrix != NULL && matrix->xy != 0) || slant == FC_SLANT_ROMAN);
}

static PdOfdFont *
open_match (FcPattern *found, const PdOfdFontWish *wish)
{
  FcChar8 *file = NULL;
  int index = 0;
  gboolean make_bold, make_italic;
  g_autofree char *key = NULL;
  PdOfdFont *font;
  FT_Face face = NULL;

  if (FcPatternGetString (found, FC_FILE, 0, &file) != FcResultMatch)
    return NULL;
  FcPatternGetInteger (found, FC_INDEX, 0, &index);
  find_made_up (found, wish, &make_bold, &make_italic);
  key = g_strdup_printf ("%s %d %d %d", (const char *) file, index, make_bold, make_italic);

  g_mutex_lock (&library_mutex);
  if (installed == NULL)
    installed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  font = g_hash_table_lookup (installed, key);
  if (font != NULL)
    pd_ofd_font_ref (font);
  else if (!start_library () || FT_New_Face (library, (const char *) file, index, &face) != 0)
    face = NULL;
  g_mutex_unlock (&library_mutex);
  if (font != NULL || face == NULL)
    return font;

  FT_Select_Charmap (face, FT_ENCODING_UNICODE);
  font = wrap (face, NULL, make_bold, make_italic);
  g_mutex_lock (&library_mutex);
  if (font != NULL && g_hash_table_size (installed) < MAX_KEPT && !g_hash_table_contains (installed, key))
    g_hash_table_insert (installed, g_steal_pointer (&key), pd_ofd_font_ref (font));
  g_mutex_unlock (&library_mutex);
  return font;
}

static PdOfdFont *
ask_system (const PdOfdFontWish *wish, gunichar character)
{
  FcPattern *found = match (wish, character);
  PdOfdFont *font = found != NULL ? open_match (found, wish) : NULL;

  if (found != NULL)
    FcPatternDestroy (found);
  return font;
}

static char *
wish_key (const PdOfdFontWish *wish, gunichar character)
{
  return g_strdup_printf ("%s|%s|%d%d%d|%x", wish->name != NULL ? wish->name : "",
                          wish->family != NULL ? wish->family : "", wish->is_bold, wish->is_italic,
                          wish->is_fixed, character);
}

/*< private >
 * pd_ofd_font_get_installed:
 * @wish: what it should be like
 * @character: a character that it has to have, or 0
 *
 * Returns: (transfer full) (nullable): the nearest installed font
 */
PdOfdFont *
pd_ofd_font_get_installed (const PdOfdFontWish *wish, gunichar character)
{
  g_autofree char *key = wish_key (wish, character);
  gpointer font = NULL;
  gboolean is_known;

  g_mutex_lock (&library_mutex);
  if (answers == NULL)
    answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  is_known = g_hash_table_lookup_extended (answers, key, NULL, &font);
  if (font != NULL)
    pd_ofd_font_ref (font);
  g_mutex_unlock (&library_mutex);
  if (is_known)
    return font;

  font = ask_system (wish, character);
  g_mutex_lock (&library_mutex);
  if (g_hash_table_size (answers) < MAX_ANSWERS && !g_hash_table_contains (answers, key))
    g_hash_table_insert (answers, g_steal_pointer (&key), font != NULL ? pd_ofd_font_ref (font) : NULL);
  g_mutex_unlock (&library_mutex);
  return font;
}

cairo_font_face_t *
pd_ofd_font_get_face (PdOfdFont *self)
{
  return self->cairo_face;
}

/*< private >
 * pd_ofd_font_find_glyph:
 *
 * Returns: the glyph of a character; 0 where the font has none
 */
guint32
pd_ofd_font_find_glyph (PdOfdFont *self, gunichar character)
{
  guint32 glyph = FT_Get_Char_Index (self->face, character);

  if (glyph == 0 && self->face->charmap != NULL && self->face->charmap->encoding == FT_ENCODING_MS_SYMBOL &&
      character < 0x100)
    glyph = FT_Get_Char_Index (self->face, 0xF000 + character);
  return glyph;
}

guint32
pd_ofd_font_get_n_glyphs (PdOfdFont *self)
{
  return (guint32) self->face->num_glyphs;
}

/*< private >
 * pd_ofd_font_get_advance:
 *
 * Returns: how far a glyph moves the pen, in sizes of the font
 */
double
pd_ofd_font_get_advance (PdOfdFont *self, guint32 glyph)
{
  cairo_matrix_t identity, size;
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_scaled_font_t *scaled;
  cairo_glyph_t one = { glyph, 0, 0 };
  cairo_text_extents_t extents = { 0 };

  cairo_matrix_init_identity (&identity);
  cairo_matrix_init_scale (&size, 1000, 1000);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  scaled = cairo_scaled_font_create (self->cairo_face, &size, &identity, options);
  cairo_scaled_font_glyph_extents (scaled, &one, 1, &extents);
  cairo_scaled_font_destroy (scaled);
  cairo_font_options_destroy (options);
  return extents.x_advance / 1000;
}
