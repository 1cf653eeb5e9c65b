"""The base of every sitemap."""

from django.contrib.sitemaps import Sitemap


class BilingualSitemap(Sitemap):
    """Each address in Thai and English, the Thai one for everybody else."""

    i18n = True
    alternates = True
    x_default = True
