"""The year as web pages that open from a disk: no server, no network, nothing that a browser has to be allowed.

site_contents   what the pages say: the report's values, the course of each target through the rounds, who reported when
publication     what may leave the office: `publish:` of targets and units, and what else must be withheld so that it stays so
charts          figures as SVG: a bar with the pace, the course of a target through the rounds
site_words      the words of the pages themselves
site_maker      the pages as files, or all in one; the templates are in site/
"""
