/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-zoom.h"

static const double factors[] = { 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25,
                                  1.5,  1.75, 2,   2.5,  3,    4,   6, 8 };

GType
pd_preview_zoom_get_type (void)
{
  static GType type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = { { PD_PREVIEW_FIT_WIDTH, "PD_PREVIEW_FIT_WIDTH", "fit-width" },
                                           { PD_PREVIEW_FIT_PAGE, "PD_PREVIEW_FIT_PAGE", "fit-page" },
                                           { PD_PREVIEW_ACTUAL_SIZE, "PD_PREVIEW_ACTUAL_SIZE",
                                             "actual-size" },
                                           { PD_PREVIEW_CUSTOM, "PD_PREVIEW_CUSTOM", "custom" },
                                           { 0, NULL, NULL } };

      g_once_init_leave (&type, g_enum_register_static ("PdPreviewZoom", values));
    }
  return type;
}

/**
 * pd_preview_zoom_next:
 * @factor: a scale; 1 is the size on paper
 * @steps: how many steps larger, or smaller when negative
 *
 * Returns: the round scale that many steps on
 */
double
pd_preview_zoom_next (double factor, int steps)
{
  for (; steps > 0; steps--)
    for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
      if (factors[i] > factor + 0.005)
        {
          factor = factors[i];
          break;
        }
  for (; steps < 0; steps++)
    for (guint i = G_N_ELEMENTS (factors); i-- > 0;)
      if (factors[i] < factor - 0.005)
        {
          factor = factors[i];
          break;
        }
  return factor;
}
