package dev.latchkey.benchmarks.report;

import dev.latchkey.benchmarks.measure.Result;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;

/** A chart of one figure of one measurement: a bar for each contender, ours in a colour of its own, as SVG. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int ROW = 30;
    private static final int FRAME = 90;
    private static final Color OURS = new Color(0x1f, 0x6f, 0xb4);
    private static final Color OTHERS = new Color(0xb0, 0xb7, 0xbf);
    private static final Font TEXT = new Font("SansSerif", Font.PLAIN, 12);

    private Chart() {}

    /**
     * Draws it.
     *
     * @param figure which one, and how it is said
     */
    static String svg(String title, String figure, String unit, List<Result> results) {
        DefaultCategoryDataset bars = new DefaultCategoryDataset();
        boolean threads = results.stream().map(Result::threads).distinct().count() > 1;
        for (Result result : results) {
            String name = threads ? "%s, %d".formatted(result.contender(), result.threads()) : result.contender();
            bars.addValue(result.figures().getOrDefault(figure, 0.0), unit, name);
        }
        JFreeChart chart =
                ChartFactory.createBarChart(title, null, unit, bars, PlotOrientation.HORIZONTAL, false, false, false);
        style(chart, bars);
        int height = FRAME + ROW * results.size();
        SVGGraphics2D svg = new SVGGraphics2D(WIDTH, height);
        chart.draw(svg, new Rectangle2D.Double(0, 0, WIDTH, height));
        return svg.getSVGElement();
    }

    private static void style(JFreeChart chart, DefaultCategoryDataset bars) {
        chart.setBackgroundPaint(Color.WHITE);
        chart.getTitle().setFont(TEXT.deriveFont(Font.BOLD, 14));
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(new Color(0xdd, 0xdd, 0xdd));
        plot.getDomainAxis().setTickLabelFont(TEXT);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
        NumberAxis axis = (NumberAxis) plot.getRangeAxis();
        axis.setTickLabelFont(TEXT);
        axis.setLabelFont(TEXT);
        axis.setUpperMargin(0.15);
        BarRenderer renderer = new Bars(bars);
        plot.setRenderer(renderer);
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultItemLabelFont(TEXT);
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT)); // right of the bar
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator(
                "{2}", new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ENGLISH))));
    }

    /** Bars in two colours. */
    private static final class Bars extends BarRenderer {

        private static final long serialVersionUID = 1;

        private final DefaultCategoryDataset bars;

        Bars(DefaultCategoryDataset bars) {
            this.bars = bars;
        }

        @Override
        public Paint getItemPaint(int row, int column) {
            return String.valueOf(bars.getColumnKey(column)).contains("Latchkey") ? OURS : OTHERS;
        }
    }
}
