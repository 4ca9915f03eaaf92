/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* A face that text can be drawn with. */
typedef struct _PdOfdFont PdOfdFont;

/* What a font resource and a text object want of an installed face. */
typedef struct
{
  const char *name;   /* (nullable) */
  const char *family; /* (nullable) */
  gboolean is_bold;
  gboolean is_italic;
  gboolean is_fixed;
} PdOfdFontWish;

PdOfdFont *pd_ofd_font_new_embedded (GBytes *bytes, gboolean is_bold, gboolean is_italic);
PdOfdFont *pd_ofd_font_get_installed (const PdOfdFontWish *wish, gunichar character);
PdOfdFont *pd_ofd_font_ref (PdOfdFont *self);
void pd_ofd_font_unref (PdOfdFont *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdOfdFont, pd_ofd_font_unref)

cairo_font_face_t *pd_ofd_font_get_face (PdOfdFont *self);
guint32 pd_ofd_font_find_glyph (PdOfdFont *self, gunichar character);
guint32 pd_ofd_font_get_n_glyphs (PdOfdFont *self);
double pd_ofd_font_get_advance (PdOfdFont *self, guint32 glyph);

G_END_DECLS
